# SPDX-License-Identifier: Apache-2.0
"""Cuts crops out of the decoded pictures: one affine warp each."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from . import geometry
from .cache import Cache
from .geometry import Floats


def pick_level(shrink: float) -> int:
    """The level of the pyramid to read for a picture made `shrink` times smaller.

    The limits keep the sharpness of the result (mean difference of neighbours) closest to that of an area average.
    """
    return 0 if shrink < 1.75 else 1 if shrink < 3.5 else 2


def warp(cache: Cache, picture: int, window: Floats, matrix: Floats, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The crop (H, W, 3) under `matrix` (2, 3: picture px to crop px) of the picture's visible window.

    Reads the half or quarter picture when the crop shrinks it, so that the result is close to an area average;
    outside the window the edge is stretched (see `outside`).
    """
    inverse = geometry.inverse_affine(matrix)
    shrink = math.sqrt(abs(inverse[0, 0] * inverse[1, 1] - inverse[0, 1] * inverse[1, 0]))
    level = pick_level(shrink)
    ratio = cache.sizes[picture, level, ::-1] / cache.sizes[picture, 0, ::-1]
    x0, y0, x1, y1 = (np.rint(window.reshape(2, 2) * ratio).astype(int)).ravel()
    source = cache.image(picture, level)[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    inverse *= ratio[:, None]
    # From continuous px to OpenCV's indices, where a pixel's centre is an integer.
    inverse[:, 2] += inverse[:, :2].sum(1) * 0.5 - 0.5 - (x0, y0)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(source, inverse, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def outside(window: Floats, matrix: Floats, size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """A mask (H, W) of the crop's pixels whose centres lie outside the window; None when there are none."""
    x0, y0, x1, y1 = window.tolist()
    (a, b, c), (d, e, f) = geometry.inverse_affine(matrix).tolist()
    width, height = size
    # The crop's corners in the picture.
    xs = [c, c + a * width, c + b * height, c + a * width + b * height]
    ys = [f, f + d * width, f + e * height, f + d * width + e * height]
    if min(xs) >= x0 and max(xs) <= x1 and min(ys) >= y0 and max(ys) <= y1:
        return None
    placed = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ matrix[:, :2].T + matrix[:, 2]
    mask = np.full((height, width), 255, np.uint8)
    cv2.fillConvexPoly(mask, np.rint((placed - 0.5) * 16).astype(np.int32), 0, shift=4)
    return mask
