# SPDX-License-Identifier: Apache-2.0
"""Where a squad looks that sees some joints of a person from near: the twin of `partBox` (src/swarm/squads/part.ts)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .graph import KEYPOINTS

SURE = 0.15  # score from which a joint has a say about the place
ENOUGH = 2  # joints without which there is no place
FACE = range(5)
NEAR_FACE = 10.0  # who sees a face from near knows better: those who see it coarsely err alike, three of them like one
LEAST = 0.25  # sides of the part, as a share of the person's


def part_box(
    box: NDArray[np.floating],
    points: NDArray[np.floating],
    known: NDArray[np.bool_],
    joints: Sequence[int],
    aspect: float,
) -> NDArray[np.float32]:
    """The box xywh (4) round those of `joints` that are known, all in picture px; the person's `box` without enough.

    points `(17, 2)`, known `(17)`, aspect: width by height of the crop.
    """
    own = np.asarray(joints)
    places = points[own[known[own]]]
    if len(places) < ENOUGH:
        return np.asarray(box, np.float32)
    height = max(float(box[3]), float(box[2]) / aspect)
    low, high = places.min(0), places.max(0)
    extent = np.maximum(high - low, LEAST * height * np.array([aspect, 1]))
    return np.concatenate([(low + high - extent) / 2, extent]).astype(np.float32)


def says(views: Sequence[dict[str, Any]]) -> NDArray[np.float64]:
    """What each squad's word about each joint weighs for its view's sake, `(squads, 17)`: 0 where it does not speak."""
    every = range(len(KEYPOINTS))
    near = [NEAR_FACE if joint in FACE else 1.0 for joint in every]
    rows = [near if "joints" in view else np.ones(len(KEYPOINTS)) for view in views]
    return np.array([row * np.isin(every, view.get("joints", every)) for row, view in zip(rows, views, strict=True)])
