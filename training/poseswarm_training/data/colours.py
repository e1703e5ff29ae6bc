# SPDX-License-Identifier: Apache-2.0
"""Colour and quality changes of uint8 RGB pictures: lookup tables and OpenCV calls, no per-pixel floats in Python."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
GREY = np.array([0.299, 0.587, 0.114], np.float32)
# Standard normal noise, made once: windows of it at random places are as good as fresh noise.
NOISE = np.random.default_rng(0).standard_normal(1 << 20).astype(np.float32)
LIGHTER = 0.25  # chance that other skin is lighter


def colour_tables(rng: np.random.Generator, count: int) -> Image:
    """Lookup tables (count, 1, 256, 3): brightness, contrast, gamma .5-2 and a tint, mild in most samples."""
    level = np.arange(256, dtype=np.float32) / 255
    gamma = np.exp2(np.clip(rng.normal(0, 0.35, count), -1, 1)).astype(np.float32)
    contrast = np.exp(rng.normal(0, 0.2, count)).astype(np.float32)
    light = rng.normal(0, 0.08, count).astype(np.float32)
    tint = np.exp(rng.normal(0, 0.06, (count, 1, 3))).astype(np.float32)
    curve = (level[None] ** gamma[:, None] - 0.45) * contrast[:, None] + 0.45 + light[:, None]
    return (np.clip(curve[:, :, None] * tint, 0, 1) * 255 + 0.5).astype(np.uint8)[:, None]


def saturation_matrices(rng: np.random.Generator, count: int, grey: float = 0.06) -> NDArray[np.float32]:
    """Colour matrices (count, 3, 3): saturation exp(N(0,.35)) and hue turned by N(0,12 deg); grey with its chance."""
    saturation = np.exp(rng.normal(0, 0.35, count))
    saturation[rng.random(count) < grey] = 0
    angle = np.radians(rng.normal(0, 12, count))
    luma = np.tile(GREY, (3, 1))
    axis = np.ones((3, 3)) / 3
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    hue = cos * np.eye(3) + (1 - cos) * axis + sin * cross
    return (saturation[:, None, None] * (hue - luma @ hue) + luma @ hue).astype(np.float32)


def blur(image: Image, rng: np.random.Generator) -> Image:
    """Out of focus (sigma .4-1.5 px) or moved (a line of 3-7 px)."""
    if rng.random() < 0.6:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.5))
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    angle, middle = rng.uniform(0, np.pi), (length - 1) / 2
    step = np.array([np.cos(angle), np.sin(angle)]) * middle
    start, end = np.rint(middle - step).astype(int), np.rint(middle + step).astype(int)
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0)
    return cv2.filter2D(image, -1, kernel / kernel.sum())


def low_resolution(image: Image, rng: np.random.Generator, smallest: int = 40, largest: int = 100) -> Image:
    """Shrunk to `smallest`..`largest` px high and back up, as a far-away person is."""
    height, width = image.shape[:2]
    rows = int(rng.integers(smallest, largest + 1))
    small = cv2.resize(image, (max(2, round(width * rows / height)), rows), interpolation=cv2.INTER_AREA)
    up = cv2.INTER_LINEAR if rng.random() < 0.75 else cv2.INTER_CUBIC
    return cv2.resize(small, (width, height), interpolation=up)


def noise(image: Image, rng: np.random.Generator) -> Image:
    """Gaussian noise of sigma 2-14 levels."""
    start = int(rng.integers(0, NOISE.size - image.size))
    field = NOISE[start : start + image.size].reshape(image.shape)
    return cv2.addWeighted(image, 1.0, field, rng.uniform(2, 14), 0, dtype=cv2.CV_8U)


def jpeg(image: Image, rng: np.random.Generator) -> Image:
    """Compressed at quality 15-70 and read back."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 71))])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def other_skin(image: Image, rng: np.random.Generator) -> Image:
    """What has the colour of skin, times .2-.75, a quarter of the time 1.15-1.7: labelled photos of people with dark
    skin are few, and so are those of very light skin, which is white in the sun.

    Skin is told by its chroma, which differs little between people (Chai and Ngan 1999: Cr 133-173, Cb 77-127), with a
    soft edge; sand and wood change with it.
    """
    red, blue = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb))[1:]
    skin = cv2.bitwise_and(cv2.inRange(red, 133, 173), cv2.inRange(blue, 77, 127))
    factor = rng.uniform(1.15, 1.7) if rng.random() < LIGHTER else rng.uniform(0.2, 0.75)
    share = cv2.blur(skin, (3, 3)).astype(np.float32) * ((factor - 1) / 255) + 1
    return np.minimum(image * share[:, :, None], 255).astype(np.uint8)
