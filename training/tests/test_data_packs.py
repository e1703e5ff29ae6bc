# SPDX-License-Identifier: Apache-2.0
"""The real packs, where they are: beside the repository, or where POSESWARM_DATA says."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from poseswarm_training.data.cache import decode
from poseswarm_training.data.packs import Picture, dev_ids, read_packs, tar_reader

DATA = Path(os.environ.get("POSESWARM_DATA") or Path(__file__).parents[3] / "shared/data")
pytestmark = pytest.mark.skipif(
    not (DATA / "train/coco.json").exists(), reason=f"the training packs are not at {DATA} (set POSESWARM_DATA)"
)


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return read_packs(DATA)


def test_every_set_has_the_people_its_description_promises(pictures: list[Picture]) -> None:
    people = Counter(p.dataset for p in pictures for person in p.people if (person.weights > 0).any())
    assert people == {"coco": 21752, "lspet": 9691, "everyday": 4203, "sports": 8531, "exercise": 1900}


def test_no_picture_that_judges_is_trained_on(pictures: list[Picture]) -> None:
    assert len(dev_ids(DATA)) == 151 + 65
    assert not {int(p.key) for p in pictures if p.dataset == "coco"} & dev_ids(DATA)


def test_a_few_per_cent_are_kept_for_validation(pictures: list[Picture]) -> None:
    for name, low, high in (("coco", 0.02, 0.04), ("lspet", 0.04, 0.06), ("sports", 0, 0)):
        held = [p.held_out for p in pictures if p.dataset == name]
        assert low <= sum(held) / len(held) <= high


def test_labels_lie_in_their_pictures_and_pictures_decode(pictures: list[Picture]) -> None:
    readers = {name: tar_reader(DATA / "train" / f"{name}.tar") for name in {p.dataset for p in pictures}}
    for picture in pictures[::4000]:
        assert decode(readers[picture.dataset](picture.file), picture)[0].shape == (picture.height, picture.width, 3)
    joints = np.array([person.joints for picture in pictures for person in picture.people])
    weights = np.array([person.weights for picture in pictures for person in picture.people])
    assert np.abs(joints[weights > 0][:, :2] - 200).max() < 260
