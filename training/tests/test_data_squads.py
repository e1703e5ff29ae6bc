# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from data_fixtures import BOX, COLOURS, JOINTS, write_data

from poseswarm_training.data import augment
from poseswarm_training.data.augment import Strength
from poseswarm_training.data.cache import Cache, build, load, summary
from poseswarm_training.data.geometry import MIRROR, View
from poseswarm_training.data.prefetch import Prefetcher
from poseswarm_training.data.squads import SquadSampler
from poseswarm_training.data.tasks import SquadTask

NONE = Strength.none()
MOVED = replace(NONE, mirror=0.5, scale=0.16, shift=0.05, rotate=0.6, degrees=20, upside=0.3, half_body=0.3, cut=0.3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("packs")
    build(write_data(root / "data"), root / "cache")
    return root / "cache"


@pytest.fixture(scope="module")
def cache(folder: Path) -> Cache:
    return load(folder)


def hue_at(image: np.ndarray, point: np.ndarray) -> int:
    """Which colour (0 red, 1 green, 2 blue) the disc at a crop point has."""
    x, y = point.astype(int)
    return int(image[y, x].astype(int).argmax())


def test_the_cache_holds_the_pixels_and_who_is_labelled(cache: Cache) -> None:
    assert summary(cache)["coco"] == {"pictures": 6, "people": 18, "labelled": 6, "joints": 102, "held_out": 0}
    x, y = JOINTS[5].astype(int)
    assert cache.image(2)[y, x].argmax() == 1 and cache.image(2, 1).shape == (150, 180, 3)


def test_a_missing_cache_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"data\.cache --data"):
        load(tmp_path)


def test_a_view_with_joints_looks_at_these_and_learns_no_others(cache: Cache) -> None:
    joints = [0, 5, 6]
    batch = SquadSampler(cache, strength=NONE).batch(2, View(1.4, joints=joints))
    seen, weights = batch["joints"][0], batch["weights"][0]
    middle = (seen[joints].min(0) + seen[joints].max(0)) / 2
    np.testing.assert_allclose(middle, [48, 64], atol=0.1)
    assert set(np.flatnonzero(weights)) <= set(joints) and weights.any()
    assert not batch["absent"].any()


@pytest.mark.parametrize("mirror", [False, True])
def test_a_plain_crop_puts_joints_where_the_run_time_would(cache: Cache, mirror: bool) -> None:
    batch = SquadSampler(cache, strength=NONE).batch(2, View(1.25, 0.1, -0.05, mirror))
    height = max(BOX[3], BOX[2] * 128 / 96) * 1.25
    middle = np.array([BOX[0] + BOX[2] / 2 + 0.1 * height * 0.75, BOX[1] + BOX[3] / 2 - 0.05 * height])
    expected = (JOINTS - middle) * 128 / height + (48, 64)
    if mirror:
        expected = np.stack([96 - expected[:, 0], expected[:, 1]], 1)[MIRROR]
    assert np.abs(batch["joints"][0] - expected).max() < 0.01
    for joint in range(17):
        colour = COLOURS[MIRROR[joint] if mirror else joint].argmax()
        assert hue_at(batch["images"][0], batch["joints"][0, joint]) == colour


def test_moved_turned_halved_and_cut_crops_keep_every_joint_on_its_disc(cache: Cache) -> None:
    batch = SquadSampler(cache, strength=MOVED, seed=3).batch(64)
    seen = 0
    for image, joints, weights in zip(batch["images"], batch["joints"], batch["weights"], strict=True):
        hues = [hue_at(image, joints[j]) for j in range(17) if weights[j] > 0]
        straight = [COLOURS[j].argmax() for j in range(17) if weights[j] > 0]
        flipped = [COLOURS[MIRROR[j]].argmax() for j in range(17) if weights[j] > 0]
        assert hues in (straight, flipped)
        seen += len(hues)
    assert seen > 500


def test_joints_outside_the_crop_or_beyond_a_cut_have_no_weight(cache: Cache) -> None:
    batch = SquadSampler(cache, strength=replace(NONE, cut=1.0), seed=1).batch(32, View(0.8))
    joints, weights = batch["joints"], batch["weights"]
    out = (joints < 0).any(2) | (joints[..., 0] >= 96) | (joints[..., 1] >= 128)
    assert out.any() and (weights[out] == 0).all() and not batch["inside"][out].any()
    for image, points, weight in zip(batch["images"], joints, weights, strict=True):
        inside = [j for j in range(17) if (points[j] >= 0).all() and (points[j] < (96, 128)).all()]
        for joint in inside:
            x, y = points[joint].astype(int)
            assert (image[y, x].max() == 0) <= (weight[joint] == 0)


def test_a_cut_leaves_at_least_three_joints_or_does_nothing() -> None:
    rng = np.random.default_rng(0)
    window = np.array([0, 0, 360, 300], np.float32)
    few = np.zeros(17, np.float32)
    few[:2] = 1
    box = np.array(BOX, np.float32)
    assert (augment.cut_window(box, window, JOINTS, few, rng) == window).all()
    for _ in range(50):
        cut = augment.cut_window(box, window, JOINTS, np.ones(17, np.float32), rng)
        inside = ((JOINTS >= cut[:2]) & (JOINTS < cut[2:])).all(1)
        assert inside.sum() >= 3 and (augment.clipped_box(box, cut)[2:] <= BOX[2:]).all()


def test_a_half_body_box_holds_the_joints_of_its_part() -> None:
    rng = np.random.default_rng(0)
    boxes = [augment.half_body_box(np.array(BOX), JOINTS, np.ones(17), rng) for _ in range(30)]
    inside = [((JOINTS >= box[:2]) & (JOINTS <= box[:2] + box[2:])).all(1).sum() for box in boxes]
    assert min(inside) >= 4 and max(inside) < 17


def test_occluders_and_neighbours_halve_the_weight_of_what_they_hide(cache: Cache) -> None:
    batch = SquadSampler(cache, strength=replace(NONE, occluder=1.0, beside=1.0)).batch(32)
    assert set(np.unique(batch["weights"])) == {0.25, 0.5, 1.0}
    assert ((batch["weights"] < 1) == batch["covered"]).all()


def test_a_square_hides_a_joint_of_everybody(cache: Cache) -> None:
    plain = SquadSampler(cache, strength=NONE, seed=3).batch(16, index=0)
    batch = SquadSampler(cache, strength=replace(NONE, square=1.0), seed=3).batch(16, index=0)
    assert batch["covered"].any(1).all() and not batch["covered"].all(1).any()
    for i, joint in np.argwhere(batch["covered"]):
        x, y = batch["joints"][i, joint].astype(int)
        assert (batch["images"][i, y, x] != plain["images"][i, y, x]).any()


def test_outside_the_picture_it_stays_black_whatever_the_colours(cache: Cache) -> None:
    sampler = SquadSampler(cache, strength=replace(NONE, colour=1.0, noise=1.0, blur=1.0, saturation=1.0))
    batch = sampler.batch(8, View(2.0))
    assert (batch["images"][:, :18] == 0).all() and (batch["images"][:, 64, 48] > 0).any()


def test_a_batch_number_gives_the_same_people_under_every_view(cache: Cache) -> None:
    first, second = SquadSampler(cache, seed=5), SquadSampler(cache, seed=5)
    a, b = first.batch(8, View(), 7), second.batch(8, View(), 7)
    assert all((a[name] == b[name]).all() for name in a)
    wide = second.batch(8, View(1.5), 7)
    assert (wide["person"] == a["person"]).all()
    # The wider view shows the same augmented person, smaller about the crop's centre.
    assert np.abs((wide["joints"] - (48, 64)) * 1.5 / 1.25 - (a["joints"] - (48, 64))).max() < 6
    assert (SquadSampler(cache, seed=6).batch(8, View(), 7)["images"] != a["images"]).any()


def test_a_split_without_people_is_refused(cache: Cache) -> None:
    with pytest.raises(ValueError, match="no labelled people in split 'val'"):
        SquadSampler(cache, "val")


def test_prefetched_batches_equal_those_made_in_place(folder: Path) -> None:
    task = SquadTask(folder, 2, (View(), View(1.1, mirror=True)), seed=9)
    with Prefetcher(task, workers=0, start=4) as plain, Prefetcher(task, workers=2, depth=2, start=4) as parallel:
        for _ in range(7):
            one, other = next(plain), next(parallel)
            assert one["images"].shape == (4, 128, 96, 3)
            assert all((one[name] == other[name]).all() for name in one)


def fail_from(number: int, index: int) -> dict[str, np.ndarray]:
    if index >= number:
        raise ValueError(f"no batch {index}")
    return {"index": np.array([index])}


def failing() -> partial:
    return partial(fail_from, 3)


def test_a_failing_worker_is_reported_to_the_consumer() -> None:
    with Prefetcher(failing, workers=1) as batches:
        assert [int(next(batches)["index"][0]) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(RuntimeError, match="batch 3: ValueError: no batch 3"):
            next(batches)


def test_people_are_turned_upright_as_far_as_it_is_known_how_they_lie() -> None:
    leans = np.radians([5, 100, -80, 170, -160, np.nan])
    turns = augment.quarter_turns(np.random.default_rng(0), leans, NONE)
    np.testing.assert_allclose(np.degrees(turns), [0, -90, 90, -180, 180, 0], atol=1e-3)
    wrong = augment.quarter_turns(np.random.default_rng(0), leans, replace(NONE, turned=1.0))
    assert (np.cos(leans + wrong)[:5] < 0.3).all() and wrong[5] == 0


def test_nobody_is_to_be_seen_where_somebody_is_turned(cache: Cache) -> None:
    turned = SquadSampler(cache, strength=replace(NONE, turned=1.0), seed=2).batch(8)
    assert turned["absent"].all() and (turned["weights"] == 0).all()
    some = SquadSampler(cache, strength=replace(NONE, turned=0.5), seed=2).batch(64)
    gone = some["absent"].all(1)
    assert 0.3 < gone.mean() < 0.7
    upright = some["joints"][~gone]
    assert (upright[:, 0, 1] < upright[:, 11, 1]).all()
