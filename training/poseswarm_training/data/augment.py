# SPDX-License-Identifier: Apache-2.0
"""Random choices of the squads' augmentation: geometry for a whole batch at once, then pictures one by one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from . import colours, geometry
from .geometry import Floats

UPPER, LOWER = np.arange(0, 13), np.arange(11, 17)
LEFT, RIGHT = np.array([1, 3, 5, 7, 9, 11, 13, 15]), np.array([2, 4, 6, 8, 10, 12, 14, 16])
PARTS = (UPPER, UPPER, np.arange(0, 11), LOWER, LEFT, RIGHT)


@dataclass(frozen=True)
class Strength:
    """Chances and sizes of every augmentation, for person crops as for whole frames; `Strength.none()` has none."""

    mirror: float = 0.5
    scale: float = 0.16
    shift: float = 0.05
    aspect: float = 0.1  # of boxes, as far as crops are stretched by it
    rotate: float = 0.6
    degrees: float = 20.0
    upside: float = 0.02
    upside_lspet: float = 0.05
    turned: float = 0.0  # chance of a wrong quarter turn, in which nobody is to be seen
    quarters: float = 0.0  # chance that a whole frame is turned by one, two or three quarters
    half_body: float = 0.2
    cut: float = 0.15
    occluder: float = 0.25
    beside: float = 0.1
    square: float = 0.15  # chance of a square over a joint
    colour: float = 0.9
    skin: float = 0.15  # chance that what has the colour of skin becomes darker, or lighter
    saturation: float = 0.5
    blur: float = 0.1
    low_resolution: float = 0.2
    noise: float = 0.1
    jpeg: float = 0.1
    nobody: float = 0.08  # share of crops of places where nobody is
    fill: float = 0.6  # chance that a crop pack's picture is continued instead of ending in black

    @staticmethod
    def none() -> Strength:
        """No augmentation at all."""
        return Strength(**dict.fromkeys(Strength.__dataclass_fields__, 0.0))


def angles(rng: np.random.Generator, upside: NDArray[np.floating], strength: Strength) -> Floats:
    """Rotations (n) in radians: uniform with the chances `upside` (n), else normal with chance `rotate`, else 0."""
    count = len(upside)
    normal = np.radians(rng.normal(0, strength.degrees, count)) * (rng.random(count) < strength.rotate)
    return np.where(rng.random(count) < upside, rng.uniform(-np.pi, np.pi, count), normal).astype(np.float32)


def quarter_turns(rng: np.random.Generator, leans: Floats, strength: Strength) -> Floats:
    """Rotations (n) in radians by whole quarters that turn people who lean (n) upright, as the run time sees them; with
    chance `turned` by a wrong number of quarters. Nobody is turned of whom it is not known."""
    wrong = np.where(rng.random(len(leans)) < strength.turned, rng.integers(1, 4, len(leans)), 0)
    return np.nan_to_num(geometry.QUARTER * (wrong - np.rint(leans / geometry.QUARTER))).astype(np.float32)


def half_body_box(box: Floats, joints: Floats, weights: Floats, rng: np.random.Generator) -> Floats:
    """The box xywh (4) round a part of the labelled joints (17, 2), grown; the old box if the part is too small."""
    part = PARTS[rng.integers(len(PARTS))]
    points = joints[part[weights[part] > 0]]
    if len(points) < 4:
        return box
    low, high = points.min(0), points.max(0)
    extent = np.maximum(high - low, 0.15 * box[2:].max())
    grow = extent * rng.uniform(0.08, 0.3, 2)
    middle = (low + high) / 2
    low, high = middle - extent / 2 - grow, middle + extent / 2 + grow
    return np.concatenate([low, high - low]).astype(np.float32)


def cut_window(box: Floats, window: Floats, joints: Floats, weights: Floats, rng: np.random.Generator) -> Floats:
    """The picture's visible part x0, y0, x1, y1 (4) with one side moved through the person, as a frame's edge cuts.

    Mostly from below, where real frames cut people. Unchanged when fewer than 3 labelled joints would be left.
    """
    side = int(rng.choice(4, p=[0.2, 0.15, 0.2, 0.45]))
    axis = side % 2
    depth = rng.uniform(0.15, 0.6) * box[2 + axis]
    cut = window.copy()
    cut[side] = box[axis] + depth if side < 2 else box[axis] + box[2 + axis] - depth
    # The cut lies on a pixel's edge, so that it can be a slice of the picture.
    cut[side] = np.rint(cut[side])
    inside = (joints >= cut[:2]).all(1) & (joints < cut[2:]).all(1) & (weights > 0)
    return cut if inside.sum() >= 3 and (cut[2:] - cut[:2] >= 8).all() else window


def clipped_box(box: Floats, window: Floats) -> Floats:
    """The part of a box xywh (4) inside the window x0, y0, x1, y1 (4)."""
    low, high = np.maximum(box[:2], window[:2]), np.minimum(box[:2] + box[2:], window[2:])
    return np.concatenate([low, np.maximum(high - low, 1)]).astype(np.float32)


class Painter:
    """Colour and quality changes for the pictures of one batch; decisions are drawn for all of them at once."""

    def __init__(self, rng: np.random.Generator, count: int, strength: Strength) -> None:
        self.rng = rng
        self.tables = colours.colour_tables(rng, count)
        self.matrices = colours.saturation_matrices(rng, count)
        chances = [strength.skin, strength.colour, strength.saturation, strength.low_resolution, strength.blur]
        self.chosen = rng.random((count, 7)) < [*chances, strength.noise, strength.jpeg]

    def paint(self, image: colours.Image, index: int) -> colours.Image:
        """The picture (h, w, 3) of sample `index`, changed (the argument may be overwritten)."""
        skin, colour, saturation, low, blur, noise, jpeg = self.chosen[index]
        if skin:
            image = colours.other_skin(image, self.rng)
        if saturation:
            image = cv2.transform(image, self.matrices[index])
        if colour:
            image = cv2.LUT(image, self.tables[index])
        if low:
            image = colours.low_resolution(image, self.rng, *self.low_range(image))
        if blur:
            image = colours.blur(image, self.rng)
        if noise:
            image = colours.noise(image, self.rng)
        if jpeg:
            image = colours.jpeg(image, self.rng)
        return image

    @staticmethod
    def low_range(image: colours.Image) -> tuple[int, int]:
        """Heights for the low-resolution change: 40-100 of 128 px, in proportion for other sizes."""
        return round(image.shape[0] * 0.3125), round(image.shape[0] * 0.78)
