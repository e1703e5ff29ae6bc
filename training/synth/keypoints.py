# SPDX-License-Identifier: Apache-2.0
"""COCO-17 keypoints of a posed body: where they are, and whether the camera sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .archive import Archive, Floats, Ints, offsets
from .camera import Camera
from .people import Body

NAMES = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip

CUBES = {
    "shoulder": "shoulder",
    "elbow": "elbow",
    "wrist": "hand",
    "hip": "upper-leg",
    "knee": "knee",
    "ankle": "ankle",
}
"""COCO's joint -> the archive's ``joint-`` cube."""

BURIED = {
    "nose": 0.02,
    "eye": 0.03,
    "ear": 0.03,
    "shoulder": 0.11,
    "elbow": 0.08,
    "wrist": 0.06,
    "hip": 0.17,
    "knee": 0.10,
    "ankle": 0.08,
}
"""How deep under the visible surface a keypoint may lie and still count as seen, metres (clothes included)."""

HIDDEN, SEEN, OUTSIDE = 1, 2, 0


@lru_cache(maxsize=4)
def anchors(archive: Archive) -> Mapping[str, tuple[Ints, Floats]]:
    """For each keypoint the vertices whose weighted mean it is, with the weights."""
    out: dict[str, tuple[Ints, Floats]] = {}
    index, offset = offsets(archive, "nose/nose-point-up")
    out["nose"] = _heaviest(index, offset, 6)
    for side, letter in (("left", "l"), ("right", "r")):
        eye = archive.groups[f"helper-{letter}-eye"]
        out[f"{side}_eye"] = eye, np.full(len(eye), 1 / len(eye))
        out[f"{side}_ear"] = _heaviest(*offsets(archive, f"ears/{letter}-ear-scale-incr"), 120)
        for name, cube in CUBES.items():
            vertices = archive.groups[f"joint-{letter}-{cube}"]
            out[f"{side}_{name}"] = vertices, np.full(len(vertices), 1 / len(vertices))
    return {name: out[name] for name in NAMES}


def _heaviest(index: Ints, offset: Floats, count: int) -> tuple[Ints, Floats]:
    size = np.linalg.norm(offset, axis=1)
    order = np.argsort(size)[::-1][:count]
    return index[order], np.full(len(order), 1 / len(order))


def keypoints3d(archive: Archive, body: Body) -> Floats:
    """[17, 3] metres in the world."""
    return np.stack([weights @ body.posed[index] for index, weights in anchors(archive).values()])


def visibility(projected: Floats, number: int, ids: NDArray[np.int32], depth: NDArray[np.float32]) -> NDArray[np.int64]:
    """[17] COCO flags of person ``number``: 0 outside the picture, 1 hidden, 2 seen.

    ``projected`` is [17, 3]: x and y in pixels, depth in metres. A keypoint is seen when the nearest surface at its
    pixel belongs to the person and lies no more than its joint's radius in front of it.
    """
    height, width = ids.shape
    out = np.zeros(len(projected), dtype=np.int64)
    for k, (x, y, z) in enumerate(projected):
        column, row = int(np.floor(x)), int(np.floor(y))
        if z <= 0 or not (0 <= column < width and 0 <= row < height):
            continue
        radius = BURIED[NAMES[k].split("_")[-1]]
        mine = ids[row, column] == number and depth[row, column] >= z - radius
        # A joint at the outline may fall just beside its own limb: nothing is in front of it either.
        free = ids[row, column] == 0 or depth[row, column] > z + radius
        out[k] = SEEN if mine or free else HIDDEN
    return out


def keypoints2d(
    points: Floats, number: int, camera: Camera, ids: NDArray[np.int32], depth: NDArray[np.float32]
) -> Floats:
    """[17, 3] of world points [17, 3]: x, y in pixels (pixel i spans [i, i+1)) and COCO's flag; zeros where outside."""
    projected = camera.project(points)
    flags = visibility(projected, number, ids, depth)
    out = np.column_stack([projected[:, :2], flags])
    out[flags == OUTSIDE] = 0
    return out
