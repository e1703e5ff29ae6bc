# SPDX-License-Identifier: Apache-2.0
"""Graph, module, quantisation, decoding, consensus and crops of the swarm."""

from __future__ import annotations

import copy

import numpy as np
import torch

from poseswarm_training.swarm.consensus import consensus, joint_consensus
from poseswarm_training.swarm.crop import REFERENCE_VIEW, person_crop, resample, to_reference, windows_of
from poseswarm_training.swarm.decode import decode, refine
from poseswarm_training.swarm.graph import VIEWS, macs, mesh, scout, squad
from poseswarm_training.swarm.model import ProgramModule
from poseswarm_training.swarm.part import part_box, says
from poseswarm_training.swarm.quantise import quantised


def test_every_quad_is_read_when_a_layer_is_as_wide_as_its_source() -> None:
    for width in (2, 4, 8, 16):
        for turn in range(4):
            assert sorted(q for row in mesh(width, width, turn) for q in row) == list(range(4 * width))


def test_squads_and_scouts_stay_inside_the_compute_budget() -> None:
    total = sum(macs(squad(f"squad-{i}", view)) for i, view in enumerate(VIEWS))
    assert macs(squad("one", VIEWS[0])) < 15e6
    assert total < 60e6
    assert macs(scout()) < 30e6


def test_rounding_to_int8_changes_the_answer_a_little_and_only_once() -> None:
    torch.manual_seed(0)
    module = ProgramModule(squad("squad-0", VIEWS[0])).train()
    pixels = torch.randint(0, 256, (8, 128, 96, 3), dtype=torch.uint8)
    for _ in range(30):
        module(pixels)
    module.eval()
    with torch.no_grad():
        exact = module(pixels)["attend"]
        tensors = quantised(module)
        rounded = module(pixels)["attend"]
        again = copy.deepcopy(module)
        second = quantised(again)
    assert (exact - rounded).abs().mean() < 0.05 * exact.std()
    for name, tensor in tensors.items():
        if tensor.dtype == torch.int8:
            torch.testing.assert_close(tensor, second[name])


def test_decoding_finds_the_middle_of_a_blob_between_cells() -> None:
    y, x = torch.meshgrid(torch.arange(32.0), torch.arange(24.0), indexing="ij")
    logits = -((x + 0.5 - 10.3) ** 2 + (y + 0.5 - 20.8) ** 2)
    record = decode(logits[None, None])[0, 0]
    assert abs(float(record[0]) - 10.3) < 0.05
    assert abs(float(record[1]) - 20.8) < 0.05
    assert float(record[2]) > 0.99
    assert abs(float(record[4:29].sum()) - 1) < 1e-5


def test_a_refiner_moves_a_joint_by_at_most_a_cell() -> None:
    record = decode(torch.randn(1, 1, 32, 24))
    weights = torch.zeros(1, 64)
    weights[0, 31] = 0.25
    weights[0, 63] = -5
    moved = refine(record, weights) - record
    torch.testing.assert_close(moved[0, 0, :2], torch.tensor([0.25, -1.0]))


def test_one_liar_in_four_does_not_move_the_consensus() -> None:
    honest = np.array([[10, 10, 0.5], [10.5, 10, 0.5], [10, 10.5, 0.5]])
    liar = np.array([[80.0, 100.0, 1.0]])
    x, y, _, spread, dissent, accepted = joint_consensus(np.vstack([honest, liar])[None], np.ones(4))[0]
    assert 10 <= x <= 10.5 and 10 <= y <= 10.5
    assert spread < 1 and dissent == 0.25 and accepted == 1


def test_scattered_votes_do_not_let_a_far_one_in() -> None:
    votes = np.array([[40, 40, 0.3], [48, 40, 0.3], [44, 52, 0.3], [44, 78, 1.0]])
    x, y, _, _, dissent, _ = joint_consensus(votes[None], np.ones(4))[0]
    assert np.hypot(x - 44, y - 44) < 4 and dissent == 0.25
    assert joint_consensus(np.array([[[10, 10, 0.4], [90, 10, 0.6]]]), np.ones(2))[0, :2].tolist() == [90, 10]


def test_who_cannot_see_a_joint_has_no_say_about_it() -> None:
    everywhere, below = [0, 0, 96, 128], [0, 64, 96, 128]
    votes = np.array([[[10, 10, 0.5]], [[14, 10, 0.5]], [[20, 70, 0.9]]], np.float64)[None]
    speaks = np.ones((3, 1))
    agreed, counts = consensus(votes, np.array([[everywhere, everywhere, below]], np.float64), speaks, (96, 128))
    np.testing.assert_allclose(agreed[0, 0], [12, 10, 0.5, 2, 0, 1])
    assert counts[0, :, 0].tolist() == [True, True, False]
    agreed, counts = consensus(votes, np.array([[below, below, below]], np.float64), speaks, (96, 128))
    assert counts.all()
    speaks[0] = 0
    agreed, counts = consensus(votes, np.array([[everywhere] * 3], np.float64), speaks, (96, 128))
    assert counts[0, :, 0].tolist() == [False, True, True]


def person_seen(squads: int) -> np.ndarray:
    """Votes `(1, squads, 17, 3)` that agree to a pixel; of joints 11 and 12 one squad is wrong, as honest ones are."""
    joints = np.arange(17)
    votes = np.stack([20 + 3.0 * joints, 20 + 5.0 * joints, np.full(17, 0.5)], 1)[None].repeat(squads, 0)
    votes[:, :, 0] += np.arange(squads)[:, None] / 3
    votes[1, 11:13, 0] += 40
    return votes[None]


def test_who_contradicts_the_others_about_most_of_a_person_is_not_believed_about_any_of_it() -> None:
    windows, speaks = np.tile([0.0, 0, 96, 128], (1, 4, 1)), np.ones((4, 17))
    honest, liar = person_seen(4), person_seen(4)
    liar[0, 3, :, 1] += np.where(np.arange(17) < 9, 32, -32)
    liar[0, 3, :, 2] = 1
    agreed, counts = consensus(liar, windows, speaks, (96, 128))
    assert not counts[0, 3].any() and counts[0, :3].all()
    # Two that agree against one that is wrong, whatever the liar says.
    np.testing.assert_allclose(agreed[0, 11:13, 0], 20 + 3 * np.array([11, 12]) + 1 / 3, atol=0.5)
    np.testing.assert_allclose(agreed[0, 0, [2, 4]], [0.375, 0.25])
    # Who is wrong about a third of it, and who has nobody but two others against them, is heard.
    assert consensus(honest, windows, speaks, (96, 128))[1].all()
    assert consensus(liar[:, 1:], windows[:, 1:], speaks[1:], (96, 128))[1].all()


def test_who_sees_twice_as_fine_counts_four_times() -> None:
    votes = np.array([[[40, 40, 0.5]], [[41, 40, 0.5]]], np.float64)[None]
    windows = np.array([[[0, 0, 96, 128], [20, 20, 68, 84]]], np.float64)
    agreed, _ = consensus(votes, windows, np.ones((2, 1)), (96, 128))
    np.testing.assert_allclose(agreed[0, 0, 0], 40.8)


def test_who_sees_a_face_from_near_counts_ten_times_and_says_nothing_about_the_rest() -> None:
    near, whole = says([{"joints": [*range(7)]}, {}])
    assert near.tolist() == [10] * 5 + [1] * 2 + [0] * 10
    assert whole.tolist() == [1] * 17
    votes = np.array([[[40, 40, 0.5]], [[43, 40, 0.5]], [[42, 40, 0.5]]], np.float64)[None]
    agreed, _ = consensus(votes, np.array([[[0, 0, 96, 128]] * 3], np.float64), np.array([[1], [10.0], [1]]), (96, 128))
    np.testing.assert_allclose(agreed[0, 0, 0], (40 + 430 + 42) / 12)


def test_a_crop_shows_its_part_of_the_reference_crop() -> None:
    references, rects = np.array([[10.0, 20, 58, 84]]), np.array([[10.0, 20, 34, 52]])
    np.testing.assert_allclose(windows_of(rects, references, 96, 128), [[0, 0, 48, 64]])


def test_a_part_is_where_its_joints_are() -> None:
    box, points = np.array([10.0, 20, 60, 160]), np.zeros((17, 2))
    points[[0, 5, 6]] = [[40, 40], [20, 60], [60, 60]]
    known = np.zeros(17, bool)
    np.testing.assert_allclose(part_box(box, points, known, range(7), 0.75), box)
    known[[0, 5, 6, 15]] = True
    # 40 px wide; as high as a quarter of the person.
    np.testing.assert_allclose(part_box(box, points, known, range(7), 0.75), [20, 30, 40, 40])


def test_non_finite_votes_are_nobodys_votes() -> None:
    votes = np.array([[np.nan, 1, 1], [np.inf, 1, 1], [1e308, 0, 1], [5, 6, 1]])
    x, y, *_, accepted = joint_consensus(votes[None], np.ones(4))[0]
    assert (x, y) == (5, 6)
    assert accepted == 0


def test_shrinking_averages_the_area_and_outside_is_black() -> None:
    picture = np.full((40, 40, 3), 200, np.uint8)
    inside = resample(picture, np.array([4.0, 4.0, 36.0, 36.0]), 8, 8, False)
    np.testing.assert_allclose(inside, 200, rtol=1e-5)
    half = resample(picture, np.array([-20.0, 0.0, 20.0, 40.0]), 8, 8, False)
    np.testing.assert_allclose(half[:, :4], 0)
    np.testing.assert_allclose(half[:, 4:], 200, rtol=1e-5)
    np.testing.assert_allclose(resample(picture, np.array([-20.0, 0.0, 20.0, 40.0]), 8, 8, True)[:, 4:], 0)


def test_votes_of_a_mirrored_squad_come_back_to_the_same_place() -> None:
    box = np.array([30.0, 20.0, 40.0, 90.0])
    reference = person_crop(box, REFERENCE_VIEW, 96, 128)
    for view in VIEWS:
        rect = person_crop(box, view, 96, 128)
        target = np.array([44.0, 50.0])
        x = (target[0] - rect[0]) * 96 / (rect[2] - rect[0])
        y = (target[1] - rect[1]) * 128 / (rect[3] - rect[1])
        seen = np.array([96 - x if view["mirror"] else x, y])
        back = to_reference(seen, rect, reference, 96, 128, view["mirror"])
        picture = reference[:2] + back * (reference[2:] - reference[:2]) / [96, 128]
        np.testing.assert_allclose(picture, target, atol=1e-9)
