# SPDX-License-Identifier: Apache-2.0
"""The scouts' looks at a picture in numpy: the twin of `createScouts`."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .crop import resample
from .exposure import changed, tone_of
from .model import ProgramModule

Floats = NDArray[np.float64]
STRIDE = 8
GRID = 3  # windows a side; each is half of the level wide
NEAR_GRID = 7  # the same of the windows of all windows
REGIONS = 8  # a side of the map of which every window owns some
CUT_MARGIN = 8.0  # px: a box that leaves its window by more is a part of somebody whom another window sees whole


@torch.no_grad()
def propose(scout: ProgramModule, picture: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """picture uint8 `(H, W, 3)` -> boxes x, y, w, h `(n, 4)` in picture px, and their probabilities `(n,)`.

    First the whole picture, then windows of twice the zoom where the coordinator says so, then windows of these. The
    program carries both thresholds.
    """
    size = int(scout.program["input"]["width"])
    height, width = picture.shape[:2]
    side = max(height, width)
    corner = np.array([(width - side) / 2, (height - side) / 2])
    pixels = resample(picture, np.array([*corner, *(corner + side)]), 2 * size, 2 * size, False)
    level = torch.from_numpy(changed(pixels, tone_of(picture)))
    out = scout(level.unflatten(0, (size, 2)).unflatten(2, (size, 2)).mean((1, 3))[None])
    found = [scaled(people(out["people"][0], scout.program["threshold"]), 2, 0, 0)]
    near = set()
    for row, column in windows(torch.sigmoid(out["focus"][0, 0]), scout.program["focusThreshold"]):
        top, left = row * size // 2, column * size // 2
        out = scout(level[None, top : top + size, left : left + size].contiguous())
        seen = whole(people(out["people"][0], scout.program["threshold"]), size, row, column, GRID)
        found.append(scaled(seen, 1, left, top))
        wishes = windows(torch.sigmoid(out["focus"][0, 0]), scout.program["focusThreshold"])
        near |= {(2 * row + below, 2 * column + beside) for below, beside in wishes}
    for row, column in sorted(near):
        top, left = row * size / 4, column * size / 4
        corners = (np.array([left, top, left + size / 2, top + size / 2]) * side / (2 * size)) + np.tile(corner, 2)
        pixels = changed(resample(picture, corners, size, size, False), tone_of(picture))
        planes = scout(torch.from_numpy(pixels)[None])["people"][0]
        seen = whole(people(planes, scout.program["threshold"]), size, row, column, NEAR_GRID)
        found.append(scaled(seen, 0.5, left, top))
    corners, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    corners = corners * side / (2 * size) + np.tile(corner, 2)
    return np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1), scores


def people(planes: Tensor, threshold: float) -> tuple[Floats, Floats]:
    """planes `[5, h, w]` -> x0, y0, x1, y1 `(n, 4)`, input px, and probabilities: the cells above their neighbours."""
    heat = torch.sigmoid(planes[0])
    peak = heat == torch.nn.functional.max_pool2d(heat[None], 3, 1, 1)[0]
    rows, columns = (index.numpy() for index in torch.nonzero((heat > threshold) & peak, as_tuple=True))
    left, top, right, bottom = (STRIDE * planes[1:, rows, columns].double().exp().numpy()).reshape(4, -1)
    x, y = (columns + 0.5) * STRIDE, (rows + 0.5) * STRIDE
    return np.stack([x - left, y - top, x + right, y + bottom], 1), heat[rows, columns].double().numpy()


def windows(focus: Tensor, threshold: float) -> list[tuple[int, int]]:
    """Row and column of the windows that own a cell of the coordinator's map `[h, w]` above the threshold."""
    rows, columns = (owners(count) for count in focus.shape)
    above = np.argwhere(focus.numpy() > threshold)
    return sorted({(int(rows[y]), int(columns[x])) for y, x in above})


def owners(cells: int) -> NDArray[np.int64]:
    """The window of each of `cells`: the one whose centre is nearest to the cell's region."""
    regions = np.minimum(np.arange(cells) * REGIONS // cells, REGIONS - 1)
    return np.clip(np.rint((regions - 1.5) / 2), 0, GRID - 1).astype(np.int64)


def whole(found: tuple[Floats, Floats], size: int, row: int, column: int, grid: int) -> tuple[Floats, Floats]:
    """Those boxes of a window of the grid that do not cross an edge behind which the picture goes on."""
    corners, scores = found
    low, high = -CUT_MARGIN, size + CUT_MARGIN
    cut = (corners[:, :2] < low) & [column > 0, row > 0] | (corners[:, 2:] > high) & [column < grid - 1, row < grid - 1]
    keep = ~cut.any(1)
    return corners[keep], scores[keep]


def scaled(found: tuple[Floats, Floats], zoom: float, left: float, top: float) -> tuple[Floats, Floats]:
    return found[0] * zoom + np.array([left, top, left, top]), found[1]
