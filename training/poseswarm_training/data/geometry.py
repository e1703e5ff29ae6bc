# SPDX-License-Identifier: Apache-2.0
"""Crop geometry: the same person crops that the run time makes (`personCrop` in src/frame/crop.ts).

Coordinates are continuous pixels: pixel i spans [i, i+1), its centre is i + 0.5. Boxes are (x, y, width, height).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

KEYPOINTS = 17
# Left and right exchanged: index of the joint that a joint becomes in the mirrored picture (COCO order).
MIRROR = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])


@dataclass(frozen=True)
class View:
    """How a squad looks at a person box: `scale` times the box, moved by (dx, dy) crop sizes, mirrored or not.

    `joints`: instead of the person's box that of these joints (`part_box`), the only ones it speaks about.
    `stretch`: by how much a narrow or a flat box is stretched at most, so that it fills the crop.
    """

    scale: float = 1.25
    dx: float = 0.0
    dy: float = 0.0
    mirror: bool = False
    joints: Sequence[int] = ()
    stretch: float = 1.0


def person_rects(
    centres: Floats,
    sizes: Floats,
    size: tuple[int, int],
    scale: NDArray[np.floating] | float,
    shift: NDArray[np.floating] | tuple[float, float],
    stretch: Floats | float = 1.0,
) -> Floats:
    """Crop rectangles (n, 4) as x0, y0, x1, y1 of boxes given by centres (n, 2) and width, height (n, 2).

    The short side grows to the aspect of `size` = (width, height) of the crop, times `scale`, less what the crop is
    stretched by (n, 2) along x and y; the centre moves by `shift` times the crop's width and height.
    """
    aspect = size[0] / size[1]
    width = np.maximum(np.maximum(sizes[:, 0], sizes[:, 1] * aspect), 1e-3) * scale
    extent = np.stack([width, width / aspect], axis=1) / stretch
    middle = centres + np.asarray(shift) * extent
    return np.concatenate([middle - extent / 2, middle + extent / 2], axis=1).astype(np.float32)


def stretches(sizes: Floats, size: tuple[int, int], most: NDArray[np.floating], wobble: NDArray[np.floating]) -> Floats:
    """By how much crops of `size` are stretched along x and y (n, 2), at most by `most` (n), to be filled by boxes of
    width, height `sizes` (n, 2) whose aspect seems to be another one by the factors `wobble` (n)."""
    slimness = sizes[:, 1] * size[0] / size[1] / np.maximum(sizes[:, 0], 1e-3) * wobble
    return np.stack([np.clip(slimness, 1, most), np.clip(1 / slimness, 1, most)], 1).astype(np.float32)


def rotated_sizes(sizes: Floats, angles: Floats) -> Floats:
    """Width and height (n, 2) of the ellipses inscribed in boxes `sizes`, turned by `angles` (radians).

    A turned person fills its box about as an ellipse does: turning the box's corners would make it too large.
    """
    cos, sin = np.cos(angles), np.sin(angles)
    return np.stack(
        [np.hypot(sizes[:, 0] * cos, sizes[:, 1] * sin), np.hypot(sizes[:, 0] * sin, sizes[:, 1] * cos)], axis=1
    ).astype(np.float32)


def crop_matrices(
    pivots: Floats, angles: Floats, rects: Floats, size: tuple[int, int], mirror: NDArray[np.bool_]
) -> Floats:
    """Affine maps (n, 2, 3) from picture px to crop px, both continuous.

    A picture point is turned by `angles` about its pivot (n, 2), then `rects` (x0, y0, x1, y1 in the turned picture,
    pivot at its old place) is stretched to the crop, then flipped left-right where `mirror`.
    """
    cos, sin = np.cos(angles), np.sin(angles)
    turn = np.stack([np.stack([cos, -sin], 1), np.stack([sin, cos], 1)], axis=1)
    gain = np.stack([size[0] / (rects[:, 2] - rects[:, 0]), size[1] / (rects[:, 3] - rects[:, 1])], axis=1)
    linear = turn * gain[:, :, None]
    offset = (pivots - rects[:, :2]) * gain - np.einsum("nij,nj->ni", linear, pivots)
    flip = np.where(mirror, -1.0, 1.0)
    linear[:, 0] *= flip[:, None]
    offset[:, 0] = np.where(mirror, size[0] - offset[:, 0], offset[:, 0])
    return np.concatenate([linear, offset[:, :, None]], axis=2).astype(np.float32)


def apply_affine(matrices: Floats, points: Floats) -> Floats:
    """Points (n, k, 2) through the maps (n, 2, 3)."""
    return np.einsum("nij,nkj->nki", matrices[:, :, :2], points) + matrices[:, None, :, 2]


def inverse_affine(matrix: Floats) -> NDArray[np.float64]:
    """The inverse map (2, 3) of one (2, 3): crop px to picture px. In closed form: LAPACK takes ten times as long."""
    (a, b, c), (d, e, f) = matrix.tolist()
    k = 1 / (a * e - b * d)
    return np.array([[e * k, -b * k, (b * f - c * e) * k], [-d * k, a * k, (c * d - a * f) * k]])


# Pairs of joints that say where up is, the surest first: shoulders above hips, faces above shoulders, hips above knees.
UPRIGHT = (([5, 6], [11, 12]), ([0, 1, 2, 3, 4], [5, 6]), ([11, 12], [13, 14]))
LEAST_LEAN = 0.12  # of the box's longer side: a torso seen from its end points nowhere
LEAST_LABEL = 0.3  # COCO's visibility is 1 or 2, the teacher's scores are between 0 and 1
QUARTER = np.pi / 2


def leans(joints: Floats, boxes: Floats) -> Floats:
    """By how much people are turned, radians clockwise, NaN where their joints do not tell: (n).

    joints (n, 17, 3): x, y and COCO's visibility or the teacher's score; a label that is too poor to learn from may
    still tell where up is. boxes (n, 4) xywh.
    """
    places, labelled = joints[..., :2], joints[..., 2] > LEAST_LABEL
    lean = np.full(len(joints), np.nan, np.float32)
    least = LEAST_LEAN * boxes[:, 2:].max(1)
    for upper, lower in UPRIGHT:
        share = labelled[:, upper][..., None]
        known = (share.sum((1, 2)) >= 2) & labelled[:, lower].all(1)
        high = (places[:, upper] * share).sum(1) / np.maximum(share.sum(1), 1)
        x, y = (high - places[:, lower].mean(1)).T
        known &= np.isnan(lean) & (np.hypot(x, y) > least)
        lean[known] = np.arctan2(x, -y)[known]
    return lean


def exchange_sides(joints: Floats, mirror: NDArray[np.bool_]) -> Floats:
    """Per-joint arrays (n, 17, ...) with left and right exchanged where `mirror` (n)."""
    index = np.where(mirror[:, None], MIRROR[None], np.arange(KEYPOINTS)[None])
    return np.take_along_axis(joints, index.reshape(index.shape + (1,) * (joints.ndim - 2)), axis=1)
