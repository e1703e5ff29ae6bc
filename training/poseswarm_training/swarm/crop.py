# SPDX-License-Identifier: Apache-2.0
"""Person crops exactly as the run time makes them: the twin of `personCrop` and of the resample kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .graph import MIRROR

Floats = NDArray[np.float64]
REFERENCE_VIEW: dict[str, Any] = {"scale": 1.25, "dx": 0.0, "dy": 0.0, "mirror": False}


def person_crop(box: Floats, view: dict[str, Any], width: int, height: int) -> Floats:
    """box x, y, w, h in picture px -> x0, y0, x1, y1 of the crop (may leave the picture)."""
    x, y, w, h = (float(v) for v in box)
    aspect, stretch = width / height, view.get("stretch", 1)
    w, h = max(w, h * aspect / stretch), max(h, w / aspect / stretch)
    w, h = w * view["scale"], h * view["scale"]
    cx = x + float(box[2]) / 2 + view["dx"] * w
    cy = y + float(box[3]) / 2 + view["dy"] * h
    return np.array([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])


def windows_of(rects: Floats, references: Floats, width: int, height: int) -> Floats:
    """What crops `(n, 4)` show of the reference crops `(n, 4)` of the same people: x0, y0, x1, y1 in their px."""
    scale = np.array([width, height]) / (references[:, 2:] - references[:, :2])
    corners = rects.reshape(-1, 2, 2) - references[:, None, :2]
    return (corners * scale[:, None]).reshape(-1, 4)


def axis_weights(start: float, end: float, count: int, size: int) -> tuple[NDArray[np.int64], Floats]:
    """Taps of one axis: indices and weights `(count, taps)`; area average when shrinking, else bilinear. Taps outside
    the picture have weight 0 (black)."""
    step = (end - start) / count
    i = np.arange(count)
    if step >= 1:
        low = start + i * step
        high = low + step
        taps = int(np.ceil(step)) + 2
        index = np.floor(low)[:, None].astype(np.int64) + np.arange(taps)
        cover = np.minimum(high[:, None], index + 1) - np.maximum(low[:, None], index)
        weight = np.clip(cover, 0, 1) / step
    else:
        centre = start + (i + 0.5) * step - 0.5
        index = np.floor(centre)[:, None].astype(np.int64) + np.arange(2)
        weight = 1 - np.abs(centre[:, None] - index)
    weight = np.where((index >= 0) & (index < size), weight, 0.0)
    return np.clip(index, 0, size - 1), weight


def axis_matrix(start: float, end: float, count: int, size: int) -> Floats:
    index, weight = axis_weights(start, end, count, size)
    matrix = np.zeros((count, size))
    np.add.at(matrix, (np.arange(count)[:, None], index), weight)
    return matrix


def resample(picture: NDArray[np.uint8], rect: Floats, width: int, height: int, mirror: bool) -> NDArray[np.float32]:
    """picture uint8 `(H, W, 3)` -> float32 `(height, width, 3)`, still 0..255, of the rectangle."""
    rows = axis_matrix(rect[1], rect[3], height, picture.shape[0])
    columns = axis_matrix(rect[0], rect[2], width, picture.shape[1])
    used_y, used_x = np.flatnonzero(rows.any(0)), np.flatnonzero(columns.any(0))
    if used_y.size == 0 or used_x.size == 0:
        return np.zeros((height, width, 3), np.float32)
    part = picture[used_y[0] : used_y[-1] + 1, used_x[0] : used_x[-1] + 1].astype(np.float32)
    high = np.tensordot(rows[:, used_y[0] : used_y[-1] + 1].astype(np.float32), part, (1, 0))
    out = np.matmul(columns[:, used_x[0] : used_x[-1] + 1].astype(np.float32), high)
    return np.ascontiguousarray(out[:, ::-1] if mirror else out)


def to_reference(points: Floats, rect: Floats, reference: Floats, width: int, height: int, mirror: bool) -> Floats:
    """Points `(..., 2)` in px of a (possibly mirrored) crop -> px of the reference crop of the same person."""
    x = width - points[..., 0] if mirror else points[..., 0]
    px = rect[0] + x * (rect[2] - rect[0]) / width
    py = rect[1] + points[..., 1] * (rect[3] - rect[1]) / height
    out_x = (px - reference[0]) * width / (reference[2] - reference[0])
    out_y = (py - reference[1]) * height / (reference[3] - reference[1])
    return np.stack([out_x, out_y], -1)


def from_reference(points: Floats, references: Floats, width: int, height: int) -> Floats:
    """Points `(n, k, 2)` in px of reference crops `(n, 4)` -> picture px."""
    size = references[:, None, 2:] - references[:, None, :2]
    return references[:, None, :2] + points * size / np.array([width, height])


def reference_votes(
    found: Floats, rects: Floats, references: Floats, view: dict[str, Any], size: tuple[int, int], stride: int = 4
) -> Floats:
    """One squad's x, y (heatmap cells) and mass `(people, 17, 3)` -> votes `(people, 17, 3)` in reference-crop px, with
    the person's own left and right."""
    points = np.stack(
        [
            to_reference(xy * stride, rect, reference, *size, view["mirror"])
            for xy, rect, reference in zip(found[..., :2], rects, references, strict=True)
        ]
    )
    votes = np.concatenate([points, found[..., 2:]], -1)
    return votes[:, MIRROR] if view["mirror"] else votes
