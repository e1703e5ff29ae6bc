# SPDX-License-Identifier: Apache-2.0
"""Crops of places where nobody is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from data_fixtures import write_data

from poseswarm_training.data.augment import Strength
from poseswarm_training.data.cache import build, load
from poseswarm_training.data.nobody import EmptyPlaces, clear
from poseswarm_training.data.squads import SquadSampler

PEOPLE = np.array([[10, 10, 20, 40]], np.float32)


def test_a_box_is_clear_when_no_person_is_in_it() -> None:
    assert clear(np.array([40, 10, 20, 40], np.float32), PEOPLE)
    assert not clear(np.array([0, 0, 200, 200], np.float32), PEOPLE)  # a small person in its middle
    assert not clear(np.array([25, 10, 20, 40], np.float32), PEOPLE)  # a quarter of it is a person's


def test_empty_places_hold_nobody_and_ask_for_nothing(tmp_path: Path) -> None:
    build(write_data(tmp_path / "data"), tmp_path / "cache")
    cache, rng = load(tmp_path / "cache"), np.random.default_rng(1)
    places = EmptyPlaces(cache, held_out=False)
    drawn = [place for _ in range(20) if (place := places.draw(rng)) is not None]
    assert drawn
    for picture, box in drawn:
        people = cache.box[cache.first[picture] : cache.first[picture + 1]]
        assert not len(people) or clear(box, people)
    batch = SquadSampler(cache, strength=replace(Strength.none(), nobody=1.0)).batch(8)
    assert batch["absent"].all() and not batch["weights"].any()


def test_joints_outside_the_crop_are_known_to_be_absent(tmp_path: Path) -> None:
    build(write_data(tmp_path / "data"), tmp_path / "cache")
    cache = load(tmp_path / "cache")
    plain = SquadSampler(cache, strength=Strength.none()).batch(8, index=0)
    cut = SquadSampler(cache, strength=replace(Strength.none(), cut=1.0)).batch(8, index=0)
    assert not plain["absent"].any()
    assert cut["absent"].any() and not (cut["absent"] & (cut["weights"] > 0)).any()
