# SPDX-License-Identifier: Apache-2.0
"""The scouts' looks: windows, cut boxes, and a picture's way back."""

from __future__ import annotations

import numpy as np
import torch

from poseswarm_training.swarm.graph import scout
from poseswarm_training.swarm.model import ProgramModule
from poseswarm_training.swarm.scouting import owners, people, propose, whole, windows


def test_a_window_owns_the_regions_that_lie_deepest_in_it() -> None:
    assert owners(8).tolist() == [0, 0, 0, 1, 1, 2, 2, 2]
    focus = torch.zeros(26, 26)
    focus[0, 25] = focus[13, 13] = 0.6
    assert windows(focus, 0.5) == [(0, 2), (1, 1)]
    assert windows(focus, 0.7) == []


def test_people_are_cells_above_their_neighbours() -> None:
    planes = torch.full((5, 4, 4), -9.0)
    planes[0, 1, 2], planes[0, 1, 1] = 2.0, 1.0
    planes[1:, 1, 2] = torch.log(torch.tensor([1.0, 0.5, 2.0, 3.0]))
    corners, scores = people(planes, 0.3)
    np.testing.assert_allclose(corners, [[20 - 8, 12 - 4, 20 + 16, 12 + 24]])
    np.testing.assert_allclose(scores, [1 / (1 + np.exp(-2))])


def test_whoever_is_cut_by_a_window_is_seen_by_another() -> None:
    found = np.array([[-20.0, 10, 50, 60], [10, 10, 50, 60], [180, 10, 230, 60]]), np.ones(3)
    assert len(whole(found, 208, 0, 0, 3)[0]) == 2
    assert len(whole(found, 208, 0, 1, 3)[0]) == 1
    assert len(whole(found, 208, 0, 2, 3)[0]) == 2


def test_closer_looks_find_boxes_in_pixels_of_the_picture() -> None:
    torch.manual_seed(1)
    module = ProgramModule(scout()).eval()
    module.agents["people"].weight.data[1:] = 0  # every side is a cell long
    picture = np.random.default_rng(2).integers(0, 255, (300, 500, 3), np.uint8)
    module.program |= {"threshold": 0.45, "focusThreshold": 1.0}
    first, _ = propose(module, picture)
    module.program |= {"focusThreshold": 0.0}
    closer, scores = propose(module, picture)
    assert len(closer) > len(first) > 0
    assert len(scores) == len(closer)
    middle = closer[:, :2] + closer[:, 2:] / 2
    assert (middle > [0, -100]).all()
    assert (middle < [500, 400]).all()
    np.testing.assert_allclose(first[:, 2:], 2 * 8 * 500 / 208)
    sides = closer[len(first) :, 2:] / (8 * 500 / 208)
    np.testing.assert_allclose(np.unique(sides.round(6)), [0.5, 1])
    np.testing.assert_allclose(sides[:, 0], sides[:, 1])
