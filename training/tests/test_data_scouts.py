# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from data_fixtures import BOX, write_data

from poseswarm_training.data.augment import Strength
from poseswarm_training.data.cache import Cache, build, load
from poseswarm_training.data.prefetch import Prefetcher
from poseswarm_training.data.scouts import ScoutSampler, tiles
from poseswarm_training.data.targets import DOUBT, Targets, draw_people
from poseswarm_training.data.tasks import ScoutTask

FRAME = (0, 0, 208, 208)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("packs")
    build(write_data(root / "data"), root / "cache")
    return root / "cache"


@pytest.fixture(scope="module")
def cache(folder: Path) -> Cache:
    return load(folder)


def people(*boxes: list[float], crowd: bool = False, doubtful: bool = False) -> Targets:
    targets = Targets.empty(1, 208)
    draw_people(targets, 0, np.array(boxes, np.float32), np.full(len(boxes), crowd), FRAME, doubtful)
    return targets


def decoded(targets: Targets, row: int, column: int) -> np.ndarray:
    """The box that a cell's distances mean, as the run time reads them."""
    left, top, right, bottom = targets.ltrb[0, :, row, column]
    x, y = 8 * column + 4, 8 * row + 4
    return np.array([x - left, y - top, x + right, y + bottom])


def test_a_person_has_one_peak_and_every_weighted_cell_means_its_box() -> None:
    box = [40.0, 30.0, 100.0, 180.0]
    targets = people(box)
    assert np.argwhere(targets.heat[0] == 1).tolist() == [[13, 8]]
    cells = np.argwhere(targets.ltrb_weight[0] > 0)
    assert len(cells) > 6 and (np.abs(cells * 8 + 4 - (105, 70)) <= (25, 10)).all()
    for row, column in cells:
        assert decoded(targets, row, column) == pytest.approx(box)
    assert targets.heat_weight.min() == 1 and targets.focus.max() == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_the_maps_of_a_turned_frame_mean_the_turned_box(quarters: int) -> None:
    targets = people([40.0, 30.0, 100.0, 180.0])
    targets.turn(0, quarters)
    expected = [30.0, 108.0, 180.0, 168.0], [108.0, 28.0, 168.0, 178.0], [28.0, 40.0, 178.0, 100.0]
    cells = np.argwhere(targets.ltrb_weight[0] > 0)
    assert len(cells) > 6
    for row, column in cells:
        assert decoded(targets, row, column) == pytest.approx(expected[quarters - 1])


def test_the_smaller_of_two_people_keeps_its_centre() -> None:
    small = [60.0, 80.0, 90.0, 130.0]
    targets = people([20.0, 10.0, 150.0, 200.0], small)
    assert decoded(targets, 13, 9) == pytest.approx(small)


def test_a_box_that_leaves_the_frame_is_clipped_and_one_hardly_in_it_ignored() -> None:
    targets = people([150.0, 50.0, 250.0, 150.0])
    row, column = np.argwhere(targets.heat[0] == 1)[0]
    assert decoded(targets, row, column) == pytest.approx([150, 50, 208, 150])
    ignored = people([190.0, 50.0, 290.0, 150.0])
    assert ignored.heat.max() == 0 and (ignored.heat_weight[0, 8:18, 24:] == 0).all()
    assert ignored.heat_weight[0, :, :23].min() == 1


def test_crowds_are_ignored_and_people_far_away_ask_for_a_closer_look() -> None:
    crowd = people([40.0, 40.0, 120.0, 120.0], crowd=True)
    assert crowd.heat.max() == 0 and (crowd.heat_weight[0, 5:15, 5:15] == 0).all() and crowd.focus.max() == 0
    tiny = people([40.0, 40.0, 43.0, 46.0])
    assert tiny.heat.max() == 0 and tiny.heat_weight[0, 5, 5] == 0 and tiny.focus[0, 5, 5] == 1
    assert people([40.0, 40.0, 60.0, 80.0]).focus.max() == 1


def test_where_people_may_be_unlabelled_nobody_counts_less_and_somebody_fully() -> None:
    targets = people([40.0, 30.0, 100.0, 180.0], doubtful=True)
    assert targets.heat_weight[0, 0, 0] == pytest.approx(DOUBT)
    assert targets.heat_weight[0, 13, 8] == 1


def test_a_plain_frame_is_the_letterbox_of_the_run_time(cache: Cache) -> None:
    sampler = ScoutSampler(cache, shares={"boxed": 1.0}, strength=Strength.none())
    batch = sampler.batch(2)
    scale = 208 / 360
    top = (208 - 300 * scale) / 2
    box = np.array([BOX[0], BOX[1], BOX[0] + BOX[2], BOX[1] + BOX[3]]) * scale + np.tile([0, top], 2)
    row, column = int(box[1] + box[3]) // 16, int(box[0] + box[2]) // 16
    assert batch["heat"][0, row, column] == 1
    targets = Targets(*(batch[name] for name in ("heat", "heat_weight", "ltrb", "ltrb_weight", "focus")))
    assert decoded(targets, row, column) == pytest.approx(box, abs=0.01)
    assert (batch["images"][0, : int(top)] == 0).all() and (batch["images"][0, round(top) + 1] > 0).all()


def test_backgrounds_have_nobody(cache: Cache) -> None:
    batch = ScoutSampler(cache, shares={"nobody": 1.0}).batch(8)
    assert batch["heat"].max() == 0 and batch["heat_weight"].min() == 1 and batch["images"].max() > 0


def test_random_frames_have_sound_targets(cache: Cache) -> None:
    batch = ScoutSampler(cache, seed=2).batch(48)
    weighted = batch["ltrb_weight"] > 0
    sides = batch["ltrb"].transpose(0, 2, 3, 1)[weighted]
    assert weighted.any() and sides.min() >= 1 and sides.max() <= 208
    assert set(np.unique(batch["heat_weight"]).round(3)) <= {0, np.float32(DOUBT).round(3), 1}
    again = ScoutSampler(cache, seed=2).batch(48, index=0)
    assert all((batch[name] == again[name]).all() for name in batch)


def test_mosaics_cover_the_frame_once() -> None:
    rng = np.random.default_rng(0)
    counts = set()
    for _ in range(30):
        parts = tiles(rng, 208, 1.0)
        area = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in parts)
        assert area == 208 * 208 and all(v % 8 == 0 for part in parts for v in part)
        counts.add(len(parts))
    assert counts == {2, 4}


def test_scout_frames_can_be_prefetched(folder: Path) -> None:
    with Prefetcher(ScoutTask(folder, 3), workers=1) as batches:
        assert next(batches)["ltrb"].shape == (3, 4, 26, 26)
