# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from poseswarm_training.data import geometry as g
from poseswarm_training.swarm.crop import person_crop
from poseswarm_training.swarm.graph import VIEWS

SIZE = (96, 128)


def one(*values: float) -> np.ndarray:
    return np.array([values], np.float32)


def test_a_wide_box_grows_in_height_to_the_aspect_of_the_crop() -> None:
    rect = g.person_rects(one(100, 50), one(60, 20), SIZE, 1.0, (0, 0))[0]
    assert rect == pytest.approx([70, 10, 130, 90])


def test_a_view_scales_and_shifts_by_shares_of_the_crop() -> None:
    rect = g.person_rects(one(100, 100), one(10, 80), SIZE, 2.0, (0.1, -0.25))[0]
    assert rect == pytest.approx([100 - 60 + 12, 100 - 80 - 40, 100 + 60 + 12, 100 + 80 - 40])


@pytest.mark.parametrize("view", VIEWS)
def test_crops_are_those_of_the_exported_squads(view: dict[str, object]) -> None:
    boxes = np.random.default_rng(2).uniform(5, 100, (50, 4)).astype(np.float32)
    seen = g.View(**view)
    stretch = g.stretches(boxes[:, 2:], SIZE, np.full(50, seen.stretch), np.ones(50))
    assert stretch.min() == 1 and stretch.max() == np.float32(seen.stretch)
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    rects = g.person_rects(middles, boxes[:, 2:], SIZE, seen.scale, (seen.dx, seen.dy), stretch)
    np.testing.assert_allclose(rects, [person_crop(box, view, *SIZE) for box in boxes], atol=1e-3)


def test_a_box_that_seems_slimmer_than_it_is_is_cut() -> None:
    stretch = g.stretches(one(72, 128), SIZE, np.array([2.0]), np.array([1.2]))
    assert stretch[0] == pytest.approx([1.6, 1])
    rect = g.person_rects(one(50, 64), one(72, 128), SIZE, 1.0, (0, 0), stretch)[0]
    assert rect == pytest.approx([20, 0, 80, 128])


@pytest.mark.parametrize("mirror", [False, True])
def test_crop_px_go_back_to_the_picture_as_the_run_time_does_it(mirror: bool) -> None:
    rect = one(13, 20, 61, 84)
    matrix = g.crop_matrices(one(30, 30), one(0)[:, 0], rect, SIZE, np.array([mirror]))
    x, y = 20.0, 100.0
    back = g.apply_affine(g.inverse_affine(matrix[0])[None], np.array([[[x, y]]]))[0, 0]
    unmirrored = SIZE[0] - x if mirror else x
    assert back == pytest.approx([13 + unmirrored * 48 / 96, 20 + y * 64 / 128], abs=1e-3)


def test_points_survive_the_way_there_and_back_under_rotation() -> None:
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 300, (8, 17, 2)).astype(np.float32)
    centres = rng.uniform(100, 200, (8, 2)).astype(np.float32)
    rects = g.person_rects(centres, rng.uniform(20, 90, (8, 2)), SIZE, rng.uniform(0.7, 1.5, 8), (0, 0))
    turns = rng.uniform(-3, 3, 8).astype(np.float32)
    there = g.crop_matrices(centres, turns, rects, SIZE, rng.random(8) < 0.5)
    back = g.apply_affine(np.stack([g.inverse_affine(m) for m in there]), g.apply_affine(there, points))
    assert np.abs(back - points).max() < 0.01


def test_a_quarter_turn_moves_what_is_right_of_the_pivot_below_it() -> None:
    matrix = g.crop_matrices(one(48, 64), one(np.pi / 2)[:, 0], one(0, 0, 96, 128), SIZE, np.array([False]))
    assert g.apply_affine(matrix, np.array([[[58.0, 64.0]]]))[0, 0] == pytest.approx([48, 74], abs=1e-4)


def test_a_lying_box_has_its_sides_exchanged_by_a_quarter_turn() -> None:
    assert g.rotated_sizes(one(30, 80), one(np.pi / 2)[:, 0])[0] == pytest.approx([80, 30], abs=1e-3)
    assert g.rotated_sizes(one(30, 80), one(0)[:, 0])[0] == pytest.approx([30, 80])


def test_exchanging_sides_twice_changes_nothing_and_once_swaps_the_wrists() -> None:
    joints = np.arange(34, dtype=np.float32).reshape(1, 17, 2)
    once = g.exchange_sides(joints, np.array([True]))
    assert (once[0, 9] == joints[0, 10]).all() and (once[0, 0] == joints[0, 0]).all()
    assert (g.exchange_sides(once, np.array([True])) == joints).all()
    assert (g.exchange_sides(joints[..., 0], np.array([False])) == joints[..., 0]).all()


def turned(joints: np.ndarray, quarters: int) -> np.ndarray:
    x, y = joints[..., 0], joints[..., 1]
    for _ in range(quarters):
        x, y = -y, x
    return np.stack([x, y, joints[..., 2]], -1)


def test_a_lean_is_told_by_torso_or_face_or_legs_and_is_unknown_without() -> None:
    joints = np.zeros((1, 17, 3), np.float32)
    joints[0, :, 2] = 2
    joints[0, :5, 1], joints[0, [5, 6], 1], joints[0, [11, 12], 1], joints[0, [13, 14], 1] = -60, -40, 0, 30
    box = one(0, 0, 40, 100)
    for quarters in range(4):
        lean = g.leans(turned(joints, quarters), box)[0]
        assert np.cos(lean - quarters * np.pi / 2) == pytest.approx(1)
    halves = joints.copy()
    halves[0, 11:, 2] = 0
    assert g.leans(turned(halves, 1), box)[0] == pytest.approx(np.pi / 2)
    legs = joints.copy()
    legs[0, :11, 2] = 0
    assert g.leans(turned(legs, 3), box)[0] == pytest.approx(-np.pi / 2)
    legs[0, 13:, 2] = 0.1
    assert np.isnan(g.leans(legs, box)[0])
    joints[0, :, 1] *= 0.1
    assert np.isnan(g.leans(joints, box)[0])
