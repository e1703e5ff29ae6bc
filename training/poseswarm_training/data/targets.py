# SPDX-License-Identifier: Apache-2.0
"""What the scouts shall say about a frame: maps of cells of 8 px."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRIDE = 8
SMALLEST = 8.0  # px of height: below this nobody has to be found without a closer look
FOCUS_HEIGHT = 72.0  # px of height: below this a closer look helps; whoever is taller may not fit into it
VISIBLE = 0.25  # share of a box that must lie inside the frame
DOUBT = 0.3  # weight of "nobody" where people may be unlabelled
Maps = NDArray[np.float32]


@dataclass
class Targets:
    """Maps of n frames: heat, heat_weight, ltrb_weight, focus (n, g, g), ltrb (n, 4, g, g) in px of the frame."""

    heat: Maps
    heat_weight: Maps
    ltrb: Maps
    ltrb_weight: Maps
    focus: Maps

    @staticmethod
    def empty(n: int, size: int) -> Targets:
        """Frames of `size` px with nobody in them."""
        cells = (n, size // STRIDE, size // STRIDE)
        zeros = [np.zeros(cells, np.float32) for _ in range(3)]
        ltrb = np.zeros((n, 4, *cells[1:]), np.float32)
        return Targets(zeros[0], np.ones(cells, np.float32), ltrb, zeros[1], zeros[2])

    def turn(self, index: int, quarters: int) -> None:
        """Turns frame `index` by quarters anticlockwise, as `np.rot90` turns its pixels: right sides become tops."""
        for maps in (self.heat, self.heat_weight, self.ltrb_weight, self.focus):
            maps[index] = np.rot90(maps[index], quarters)
        self.ltrb[index] = np.roll(np.rot90(self.ltrb[index], quarters, (1, 2)), -quarters, 0)


def cells_of(low: float, high: float, count: int) -> slice:
    """The cells whose centres lie in [low, high] px, at least the one that holds the middle."""
    first, last = int(np.ceil(low / STRIDE - 0.5)), int(np.floor(high / STRIDE - 0.5))
    if last < first:
        first = last = int((low + high) / 2 // STRIDE)
    return slice(min(max(first, 0), count - 1), min(max(last, 0), count - 1) + 1)


def central(box: Maps, share: float, count: int) -> tuple[slice, slice]:
    """Rows and columns of the central `share` (of each side) of a box x0, y0, x1, y1."""
    middle, half = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) / 2 * share
    low, high = middle - half, middle + half
    return cells_of(low[1], high[1], count), cells_of(low[0], high[0], count)


def bump(centre: float, extent: float, count: int) -> Maps:
    """A Gaussian over `count` cells that is 1 at the centre's cell, as wide as a person of `extent` px asks for."""
    sigma = np.clip(extent / STRIDE / 6, 0.6, 2.5)
    distance = np.arange(count) - int(np.clip(centre // STRIDE, 0, count - 1))
    return np.exp(-(distance**2) / (2 * sigma**2)).astype(np.float32)


def draw_people(
    targets: Targets, index: int, boxes: Maps, crowd: NDArray[np.bool_], tile: tuple[int, int, int, int], doubtful: bool
) -> None:
    """Adds the people of one picture, shown in the part `tile` (x0, y0, x1, y1 px) of frame `index`.

    `boxes` (k, 4) are x0, y0, x1, y1 in frame px and may leave the tile; `doubtful`: more people may be in it.
    """
    count = targets.heat.shape[1]
    x0, y0, x1, y1 = tile
    if doubtful:
        targets.heat_weight[index, cells_of(y0, y1, count), cells_of(x0, x1, count)] = DOUBT
    clipped = np.clip(boxes, [x0, y0, x0, y0], [x1, y1, x1, y1])
    shown, extent = clipped[:, 2:] - clipped[:, :2], boxes[:, 2:] - boxes[:, :2]
    share = shown.prod(1) / np.maximum(extent.prod(1), 1e-6)
    order = np.argsort(-shown.prod(1))
    good = (share >= VISIBLE) & ~crowd & (shown[:, 1] >= SMALLEST)
    for k in order[~good[order] & (shown.min(1)[order] > 0)]:
        rows, columns = central(clipped[k], 1.0, count)
        targets.heat_weight[index, rows, columns] = 0
        if not crowd[k] and share[k] >= VISIBLE and shown[k, 1] >= SMALLEST / 2:
            targets.focus[index, rows, columns] = 1
    for k in order[good[order]]:
        draw_person(targets, index, clipped[k], count)


def draw_person(targets: Targets, index: int, box: Maps, count: int) -> None:
    """One person; smaller people come later and take over the cells they share with larger ones."""
    middle, extent = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    blob = np.outer(bump(middle[1], extent[1], count), bump(middle[0], extent[0], count))
    heat = targets.heat[index]
    np.maximum(heat, blob, out=heat)
    rows, columns = central(box, 1.0, count)
    # Inside a labelled box every cell is known again; a person over an ignored one is to be found at its centre.
    weight = targets.heat_weight[index, rows, columns]
    weight[(weight > 0) | (blob[rows, columns] > 0.6)] = 1
    rows, columns = central(box, 1 / 3, count)
    x = (np.arange(columns.start, columns.stop) + 0.5) * STRIDE
    y = (np.arange(rows.start, rows.stop) + 0.5) * STRIDE
    sides = targets.ltrb[index, :, rows, columns]
    sides[0], sides[2] = x - box[0], box[2] - x
    sides[1], sides[3] = (y - box[1])[:, None], (box[3] - y)[:, None]
    np.maximum(sides, 1, out=sides)
    targets.ltrb_weight[index, rows, columns] = 1
    if extent[1] < FOCUS_HEIGHT:
        rows, columns = central(box, 0.6, count)
        targets.focus[index, rows, columns] = 1
