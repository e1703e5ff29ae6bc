# SPDX-License-Identifier: Apache-2.0
"""Patches over joints: drawn where they should be, and the joints below them known to be out of sight."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from poseswarm_training.train.covered import PatchedPictures
from poseswarm_training.train.subjects import FAR, given


def test_a_patch_covers_its_joint_and_nothing_far_from_it() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (200, 300, 3), np.uint8)
    cache: Any = SimpleNamespace(
        sets=np.zeros(1, np.int64), sizes=np.array([[[200, 300]]]), image=lambda index: picture
    )
    people = given(np.array([[100.0, 20, 60, 160]]))
    people.joints[0] = np.stack([np.linspace(110, 150, 17), np.linspace(25, 175, 17)], 1)
    people.weights[0, :12] = 1
    album = PatchedPictures(cache)
    covered = album.cover(people, 5, np.random.default_rng(0))
    assert len(covered) == 1  # no more people than there are
    hidden = covered.absent[0]
    assert hidden[:12].any() and not hidden.all() and (covered.joints[0, hidden] == FAR).all()
    assert (covered.joints[0, ~hidden] == people.joints[0, ~hidden]).all()
    changed = (album.image(int(covered.picture[0])) != picture).any(2)
    for joint in range(17):
        x, y = people.joints[0, joint].astype(int)
        assert changed[y, x] == hidden[joint]
    assert (album.image(0) == picture).all() and not people.absent.any()
