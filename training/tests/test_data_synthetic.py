# SPDX-License-Identifier: Apache-2.0
"""Rendered people among the training pictures: only where their pack is named, and in their share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from data_fixtures import JOINTS, write_data, write_synthetic

from poseswarm_training.data.augment import Strength
from poseswarm_training.data.cache import build, is_current, load, summary
from poseswarm_training.data.packs import SETS, SYNTHETIC, read_packs
from poseswarm_training.data.scouts import SHARES, ScoutSampler
from poseswarm_training.data.squads import MIX, SquadSampler

RENDERED = SETS.index(SYNTHETIC)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("packs")
    pack = write_synthetic(root / "pack")
    build(write_data(root / "data"), root / "plain")
    build(root / "data", root / "mixed", synthetic=pack)
    return root


def test_a_cache_has_rendered_people_only_when_asked(root: Path) -> None:
    assert summary(load(root / "plain"))[SYNTHETIC]["pictures"] == 0
    counts = summary(load(root / "mixed"))[SYNTHETIC]
    assert counts == {"pictures": 3, "people": 3, "labelled": 3, "joints": 51, "held_out": 0}
    assert is_current(root / "plain") and not is_current(root / "plain", root / "pack")
    assert is_current(root / "mixed", root / "pack") and not is_current(root / "mixed")


def test_a_folder_without_the_pack_is_an_error(root: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"synthetic\.json"):
        read_packs(root / "data", root / "data")


def test_squads_see_rendered_people_in_their_share(root: Path) -> None:
    cache = load(root / "mixed")
    sampler = SquadSampler(cache, mix={"coco": 0.5, SYNTHETIC: 0.5})
    people = sampler.draw(np.random.default_rng(0), 2000)
    assert np.mean(cache.sets[cache.picture[people]] == RENDERED) == pytest.approx(0.5, abs=0.04)
    none = SquadSampler(cache, mix=MIX | {SYNTHETIC: 0.0}).draw(np.random.default_rng(0), 500)
    assert not (cache.sets[cache.picture[none]] == RENDERED).any()


def test_a_crop_of_a_rendered_person_has_their_joints(root: Path) -> None:
    batch = SquadSampler(load(root / "mixed"), mix={SYNTHETIC: 1.0}, strength=Strength.none()).batch(2)
    scale = np.ptp(batch["joints"][0], axis=0) / np.ptp(JOINTS, axis=0)
    assert scale[0] == pytest.approx(scale[1], rel=1e-3) and batch["weights"].min() == 1
    x, y = batch["joints"][0, 0].astype(int)
    assert batch["images"][0, y, x].argmax() == 2  # the nose is blue


def test_scouts_see_rendered_frames_in_their_share_and_trust_their_boxes(root: Path) -> None:
    cache = load(root / "mixed")
    sampler = ScoutSampler(cache, shares=SHARES | {SYNTHETIC: 1.0}, strength=Strength.none())
    batch = sampler.batch(200)
    rendered = cache.sets[batch["picture"]] == RENDERED
    assert rendered.mean() == pytest.approx(0.5, abs=0.1)
    assert batch["heat_weight"][rendered].min() == 1


def test_without_rendered_people_nothing_changes(root: Path) -> None:
    cache = load(root / "plain")
    plain = ScoutSampler(cache, shares={name: share for name, share in SHARES.items() if name != SYNTHETIC}).batch(8)
    mixed = ScoutSampler(cache).batch(8)
    assert (plain["picture"] == mixed["picture"]).all() and (plain["images"] == mixed["images"]).all()
