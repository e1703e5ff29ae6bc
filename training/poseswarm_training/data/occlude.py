# SPDX-License-Identifier: Apache-2.0
"""Things in the way: occluders and other people drawn over a crop. All write into the crop in place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .cache import Cache
from .colours import NOISE, Image
from .geometry import Floats

Mask = NDArray[np.uint8]

SIDES = (0.35, 0.75)  # of a square over a joint, shares of the root of the person's area
OFF = 0.2  # how far, in sides, its middle lies off the joint at most: where it is says little about where the joint is
GREY = 128
PLAIN = 0.5  # share of the squares that are grey


def random_shape(rng: np.random.Generator, width: int, height: int, largest: float = 0.25) -> Mask:
    """A mask (height, width) of 0/255: a rectangle, ellipse or polygon of 2 % to `largest` of the area."""
    area = rng.uniform(0.02, largest) * width * height
    aspect = np.exp(rng.normal(0, 0.6))
    half_w, half_h = np.sqrt(area * aspect) / 2, np.sqrt(area / aspect) / 2
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    angle = float(rng.uniform(0, 180)) if rng.random() < 0.5 else 0.0
    mask = np.zeros((height, width), np.uint8)
    kind = rng.random()
    if kind < 0.4:
        corners = cv2.boxPoints(((x, y), (2 * half_w, 2 * half_h), angle))
        cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 255)
    elif kind < 0.7:
        axes = (max(1, round(half_w * 1.12)), max(1, round(half_h * 1.12)))
        cv2.ellipse(mask, (round(x), round(y)), axes, angle, 0, 360, 255, -1)
    else:
        turns = np.sort(rng.uniform(0, 2 * np.pi, 7))
        radius = rng.uniform(0.6, 1.3, 7)
        points = np.stack([x + half_w * radius * np.cos(turns), y + half_h * radius * np.sin(turns)], 1)
        cv2.fillPoly(mask, [np.rint(points).astype(np.int32)], 255)
    return mask


def random_patch(cache: Cache, picture: int, rng: np.random.Generator, width: int, height: int) -> Image:
    """A piece (height, width, 3) of a picture of the cache, enlarged where the picture is too small."""
    image = cache.image(picture)
    rows, columns = min(height, image.shape[0]), min(width, image.shape[1])
    y = int(rng.integers(0, image.shape[0] - rows + 1))
    x = int(rng.integers(0, image.shape[1] - columns + 1))
    piece = image[y : y + rows, x : x + columns]
    return piece if piece.shape[:2] == (height, width) else cv2.resize(piece, (width, height))


def random_texture(cache: Cache, rng: np.random.Generator, width: int, height: int) -> Image:
    """What an occluder is made of (height, width, 3): a flat colour, noise, or a piece of another picture."""
    picture = int(rng.integers(len(cache.sets)))
    kind = rng.random()
    if kind > 0.5:
        return random_patch(cache, picture, rng, width, height)
    colour = rng.integers(0, 256, 3)
    texture = np.empty((height, width, 3), np.uint8)
    texture[:] = colour if rng.random() > 0.15 else 0
    if kind < 0.2:
        start = int(rng.integers(0, NOISE.size - texture.size))
        field = NOISE[start : start + texture.size].reshape(texture.shape)
        texture = cv2.addWeighted(texture, 1.0, field, rng.uniform(10, 60), 0, dtype=cv2.CV_8U)
    return texture


def square_over(rng: np.random.Generator, joint: Floats, extent: float, width: int, height: int) -> Mask:
    """A mask (height, width) of a square over a joint (2) of somebody whose area has the root `extent`; all in px."""
    side = rng.uniform(*SIDES) * extent
    low = joint + side * (rng.uniform(-OFF, OFF, 2) - 0.5)
    left, top = np.rint(np.clip(low, 0, [width, height])).astype(np.int64)
    right, bottom = np.rint(np.clip(low + side, 0, [width, height])).astype(np.int64)
    mask = np.zeros((height, width), np.uint8)
    mask[top : bottom + 1, left : right + 1] = 255
    return mask


def square_texture(cache: Cache, rng: np.random.Generator, width: int, height: int) -> Image:
    """What such a square looks like (height, width, 3)."""
    if rng.random() < PLAIN:
        return np.full((height, width, 3), GREY, np.uint8)
    return random_texture(cache, rng, width, height)


def side_mask(rng: np.random.Generator, width: int, height: int) -> tuple[Mask, bool]:
    """A mask (height, width) over 12-38 % of one side with a slanted edge, and whether that is the left side."""
    depth = rng.uniform(0.12, 0.38) * width
    slant = rng.uniform(-0.12, 0.12) * width
    left = bool(rng.random() < 0.5)
    points = np.array([[-1, -1], [depth + slant, -1], [depth - slant, height], [-1, height]])
    if not left:
        points[:, 0] = width - points[:, 0]
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(points).astype(np.int32), 255)
    return mask, left
