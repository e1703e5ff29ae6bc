# SPDX-License-Identifier: Apache-2.0
"""The small agents behind the squads, and the graph that the export writes."""

from __future__ import annotations

import numpy as np
import torch

from poseswarm_training.export import graph_of, small_agents
from poseswarm_training.swarm.graph import VIEWS, scout, squad
from poseswarm_training.swarm.model import ProgramModule
from poseswarm_training.train.level4 import LIMBS, fit_judges, judge, straight_through, tiny_net


def test_the_tiny_net_reads_its_64_numbers_as_the_kernel_does() -> None:
    weights, features = torch.randn(2, 64), torch.randn(3, 2, 7)
    first, bias = weights[1, :49].reshape(7, 7), weights[1, 49:56]
    hidden = (first @ features[2, 1] + bias).clamp_min(0)
    expected = hidden @ weights[1, 56:63] + weights[1, 63]
    torch.testing.assert_close(tiny_net(weights, features)[2, 1], expected)


def test_a_judge_learns_what_its_features_tell() -> None:
    torch.manual_seed(0)
    features = torch.randn(2000, 1, 7)
    right = (features[..., 0] > 0.5).float()
    weights = straight_through(fit_judges(features, right, torch.ones_like(right), seed=1, steps=400))
    assert ((tiny_net(weights, features) > 0).float() == right).float().mean() > 0.97


def test_rounded_agents_are_what_the_file_holds() -> None:
    weights = torch.randn(5, 64)
    tensors, exact = small_agents("x/w", weights)
    assert tensors["x/w"].dtype == torch.int8
    torch.testing.assert_close(tensors["x/w"].float() * tensors["x/w.scale"][:, None], exact)
    torch.testing.assert_close(exact, straight_through(weights))


def test_a_score_is_what_assessors_and_validators_say_of_it() -> None:
    votes = np.random.default_rng(0).uniform(0, 1, (1, 4, 17, 3))
    agreed = np.zeros((1, 17, 6))
    silent, limbs = torch.zeros(17, 64), torch.zeros(len(LIMBS), 64)
    np.testing.assert_allclose(judge(votes, agreed, silent, limbs, (96, 128)), 0.5)
    limbs[:, 63] = -50  # no outer joint of a limb can be where it is
    scores = judge(votes, agreed, silent, limbs, (96, 128))
    outer = sorted({limb[1] for limb in LIMBS})
    assert scores[0, outer].max() < 1e-6 and scores[0, 0] == 0.5


def test_the_graph_has_100_to_1000_agents_of_every_level() -> None:
    squads = [(ProgramModule(squad(f"squad-{i}", view)), view) for i, view in enumerate(VIEWS)]
    graph = graph_of(squads, scout(), 0.7, [], "test")
    agents = sum(layer.get("agents", 0) for program in graph["programs"] for layer in program["layers"])
    agents += len(graph["level4"]["assessors"]["names"]) + len(graph["level4"]["validators"]["limbs"])
    assert 100 <= agents <= 1000
    assert {"stem", "mix", "join", "head", "attend", "decode", "refine"} <= {
        layer["op"] for layer in graph["programs"][0]["layers"]
    }
