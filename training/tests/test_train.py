# SPDX-License-Identifier: Apache-2.0
"""Losses and the training loop: it learns, and goes on where it was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from poseswarm_training.oks import FALL
from poseswarm_training.swarm.graph import REGIONS
from poseswarm_training.swarm.model import Mix
from poseswarm_training.train.loop import Batch, Progress, Schedule, go_on_from, rate_at, samples_done, train
from poseswarm_training.train.losses import gaussian_targets, missed_similarity, region_targets, scout_loss, squad_loss


def squares(seed: int) -> Iterator[Batch]:
    generator = torch.Generator().manual_seed(seed)
    while True:
        x = torch.randn(16, 3, generator=generator)
        yield {"images": x, "y": x.sum(1, keepdim=True)}


def loss_of(module: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    return (module(batch["images"]) - batch["y"]).square().mean()


def test_a_run_learns_writes_a_log_and_resumes(tmp_path: Path) -> None:
    torch.manual_seed(0)
    device = torch.device("cpu")
    plan = Schedule(samples=16 * 60, batch=16, rate=0.05, warmup=16, decay=0.0, average=0.9)
    half = train(nn.Linear(3, 1), squares(1), loss_of, plan, tmp_path, device)
    assert samples_done(tmp_path) == 16 * 60
    first = float(loss_of(half, next(squares(2))).detach())
    longer = Schedule(samples=16 * 200, batch=16, rate=0.05, warmup=16, decay=0.0, average=0.9)
    done = train(nn.Linear(3, 1), squares(3), loss_of, longer, tmp_path, device)
    assert samples_done(tmp_path) == 16 * 200
    assert float(loss_of(done, next(squares(2))).detach()) < min(first, 0.01)


def test_a_run_goes_on_from_agents_that_had_no_gates_yet(tmp_path: Path) -> None:
    reads = [[0, 1, 2, 3]]
    layer = {"id": "a", "op": "mix", "from": "input", "agents": 1, "stride": 1, "reads": reads, "residual": True}
    old, new = Mix(layer), Mix(layer | {"gate": True})
    torch.save({"average": old.state_dict()}, tmp_path / "checkpoint.pt")
    go_on_from(new, tmp_path)
    message = torch.rand(2, 1, 4, 3, 16)
    torch.testing.assert_close(new.eval()(message), old.eval()(message))
    with pytest.raises(ValueError, match="other weights"):
        go_on_from(nn.Linear(2, 2), tmp_path)


def test_the_rate_warms_up_and_ends_at_its_floor() -> None:
    plan = Schedule(samples=1000, rate=1.0, warmup=100, floor=0.1)
    assert rate_at(plan, Progress(samples=0)) < 0.02
    assert rate_at(plan, Progress(samples=100)) > 0.9
    assert abs(rate_at(plan, Progress(samples=1000)) - 0.1) < 1e-6


def test_targets_are_distributions_round_the_joint() -> None:
    planes = gaussian_targets(torch.tensor([[[42.0, 82.0]]]), 32, 24, 4, 0.9)
    assert abs(float(planes.sum()) - 1) < 1e-5
    assert divmod(int(planes.argmax()), 24) == (20, 10)


def test_regions_without_a_labelled_joint_are_not_asked_for() -> None:
    weights = torch.zeros(1, 17)
    weights[0, 9] = 1  # left wrist: left arm and upper body
    _, present = region_targets(torch.rand(1, 17, 16, 12), weights)
    assert [name for name, one in zip(REGIONS, present[0], strict=True) if one] == ["upper_body", "left_arm"]


def labels(joints: Tensor, weights: Tensor, covered: bool) -> dict[str, Tensor]:
    """As much of a batch as the loss reads: every joint in its crop, all of them covered or none."""
    return {
        "joints": joints,
        "weights": weights,
        "absent": torch.zeros(weights.shape, dtype=torch.bool),
        "covered": torch.full(weights.shape, covered),
        "extent": torch.full((len(joints), 2), 60.0),
    }


def test_a_better_heatmap_costs_less() -> None:
    joints, weights = torch.full((2, 17, 2), 50.0), torch.ones(2, 17)
    right = gaussian_targets(joints, 32, 24, 4, 0.9).clamp_min(1e-9).log()
    out = {"attend": right, "region": torch.zeros(2, 8, 16, 12)}
    blank = {"attend": torch.zeros_like(right), "region": out["region"]}
    batch = labels(joints, weights, covered=False)
    assert squad_loss(out, batch) < squad_loss(blank, batch) - 2


def test_a_covered_joint_may_be_guessed_and_not_surely() -> None:
    joints, weights = torch.full((2, 17, 2), 50.0), torch.ones(2, 17)
    batch = labels(joints, weights, covered=True)
    right = gaussian_targets(joints, 32, 24, 4, 0.9)
    regions = torch.zeros(2, 8, 16, 12)

    def loss(share: float) -> Tensor:
        """Of so much of the mass at the joint, the rest spread over the plane."""
        plane = share * right + (1 - share) / (32 * 24)
        return squad_loss({"attend": plane.clamp_min(1e-9).log(), "region": regions}, batch)

    assert loss(0.35) < loss(0) and loss(0.35) < loss(0.95)


def test_the_missed_similarity_is_cocos() -> None:
    joints, weights = torch.full((1, 17, 2), 50.0), torch.ones(1, 17)
    there = torch.zeros(1, 17, 32, 24)
    there[:, :, 14, 12] = 1  # the cell's centre: (50, 58), 8 px below
    expected = 1 - np.exp(-(8**2) / (2 * 60**2 * FALL**2)).mean()
    missed = missed_similarity(there, joints, weights, torch.tensor([[60.0, 60.0]]), 4)
    assert abs(float(missed) - expected) < 1e-5
    # In a crop that is stretched along y, 8 px are less.
    stretched = missed_similarity(there, joints, weights, torch.tensor([[60.0, 120.0]]), 4)
    assert abs(float(stretched) - (1 - np.exp(-(4**2) / (2 * 60**2 * FALL**2)).mean())) < 1e-5


def test_scouts_are_rewarded_for_finding_the_person() -> None:
    shape = (1, 26, 26)
    target = {
        "heat": torch.zeros(shape),
        "heat_weight": torch.ones(shape),
        "ltrb": torch.full((1, 4, 26, 26), 24.0),
        "ltrb_weight": torch.zeros(shape),
        "focus": torch.zeros(shape),
    }
    target["heat"][0, 10, 12] = 1
    target["ltrb_weight"][0, 10, 12] = 1
    people, focus = torch.full((1, 5, 26, 26), -6.0), torch.full((1, 1, 26, 26), -6.0)
    missed = scout_loss({"people": people, "focus": focus}, target)
    people = people.clone()
    people[0, 0, 10, 12] = 6
    people[0, 1:, 10, 12] = float(torch.log(torch.tensor(3.0)))
    assert scout_loss({"people": people, "focus": focus}, target) < 0.1 * missed
