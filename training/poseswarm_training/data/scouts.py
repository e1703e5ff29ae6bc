# SPDX-License-Identifier: Apache-2.0
"""Whole frames for the scouts: letterboxed, zoomed, in mosaics, with maps of where people are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .augment import Painter, Strength
from .cache import Cache
from .packs import SETS, SYNTHETIC
from .targets import Targets, draw_people
from .warping import pick_level

SCOUT_STRENGTH = Strength(low_resolution=0.1, blur=0.08, noise=0.08)
# Pictures with all people boxed, with some, with none, and rendered ones where the cache has them.
SHARES = {"boxed": 0.58, "doubtful": 0.3, "nobody": 0.12, "synthetic": 0.15}
MOSAIC = 0.15
Tile = tuple[int, int, int, int]
Batch = dict[str, NDArray[Any]]


def tiles(rng: np.random.Generator, size: int, mosaic: float) -> list[Tile]:
    """The parts x0, y0, x1, y1 of a frame that pictures fill: mostly one, in mosaics 2 to 4."""
    if rng.random() >= mosaic:
        return [(0, 0, size, size)]
    # Cuts lie on cells' edges, so that a cell belongs to one picture.
    x, y = (8 * rng.integers(size // 24, size // 12, 2)).tolist()
    kind = rng.integers(3)
    if kind == 0:
        return [(0, 0, x, size), (x, 0, size, size)]
    if kind == 1:
        return [(0, 0, size, y), (0, y, size, size)]
    return [(0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size)]


class ScoutSampler:
    """Random frames of one split ('train' or 'val'); batches depend on `seed` and their number only.

    `shares` says how often each group of pictures comes; those of empty groups go to the others. `strength` none gives
    plain letterboxes of whole pictures.
    """

    def __init__(
        self,
        cache: Cache,
        split: str = "train",
        seed: int = 0,
        size: int = 208,
        shares: Mapping[str, float] = SHARES,
        strength: Strength = SCOUT_STRENGTH,
    ) -> None:
        cv2.setNumThreads(1)
        self.cache, self.seed, self.size, self.next_index = cache, seed, size, 0
        self.strength, self.plain = strength, strength == Strength.none()
        usable = cache.held_out == (split == "val")
        frames = usable & (cache.sets == SETS.index("coco"))
        empty = cache.sets == SETS.index("backgrounds")
        groups = {
            "boxed": frames & cache.all_boxed,
            "doubtful": frames & ~cache.all_boxed,
            "nobody": empty,
            "synthetic": usable & (cache.sets == SETS.index(SYNTHETIC)),
        }
        self.groups = [np.flatnonzero(groups[name]) for name in shares]
        chance = np.array([share * (len(group) > 0) for share, group in zip(shares.values(), self.groups, strict=True)])
        if chance.sum() <= 0:
            raise ValueError(f"no frames in split {split!r} for the shares {dict(shares)}")
        self.chance = chance / chance.sum()

    def batch(self, n: int, index: int | None = None) -> Batch:
        """Frames: images uint8 (n, S, S, 3) RGB and the maps of `Targets` under their names, picture (n).

        `picture` is the index of the (first) picture shown.
        """
        number = self.next_index if index is None else index
        self.next_index = number + 1
        rng = np.random.default_rng((self.seed, number))
        groups = rng.choice(len(self.groups), n, p=self.chance)
        return self.frames(np.array([rng.choice(self.groups[group]) for group in groups]), rng)

    def frames(self, pictures: NDArray[np.int64], rng: np.random.Generator) -> Batch:
        """The batch whose frames show the given pictures; mosaics take further ones at random."""
        n = len(pictures)
        targets = Targets.empty(n, self.size)
        images = np.zeros((n, self.size, self.size, 3), np.uint8)
        painter = Painter(rng, n, self.strength)
        for i in range(n):
            shown = np.zeros((self.size, self.size), np.uint8)
            picture = int(pictures[i])
            for tile in tiles(rng, self.size, 0 if self.plain else MOSAIC):
                self.place(images[i], shown, picture, tile, targets, i, rng)
                picture = int(rng.choice(self.groups[rng.choice(len(self.groups), p=self.chance)]))
            painted = painter.paint(images[i], i)
            painted = cv2.bitwise_and(painted, painted, mask=shown)
            quarters = int(rng.integers(1, 4)) if rng.random() < self.strength.quarters else 0
            images[i] = np.rot90(painted, quarters)
            targets.turn(i, quarters)
        return {"images": images, **vars(targets), "picture": pictures}

    def place(
        self,
        image: NDArray[np.uint8],
        shown: NDArray[np.uint8],
        picture: int,
        tile: Tile,
        targets: Targets,
        index: int,
        rng: np.random.Generator,
    ) -> None:
        """Draws a picture into a tile of a frame and its people into the targets; marks its pixels in `shown`."""
        cache = self.cache
        x0, y0, x1, y1 = tile
        extent = np.array([x1 - x0, y1 - y0])
        source = cache.sizes[picture, 0, ::-1]
        boxes = cache.box[cache.first[picture] : cache.first[picture + 1]]
        crowd = cache.crowd[cache.first[picture] : cache.first[picture + 1]]
        gain, offset = self.choose(extent, source, boxes, rng)
        level = pick_level(1 / float(gain.mean()))
        ratio = cache.sizes[picture, level, ::-1] / source
        flip = -1 if not self.plain and rng.random() < self.strength.mirror else 1
        scale = np.array([flip, 1]) * gain
        shift = np.where([flip < 0, False], extent - offset, offset)
        inverse = np.zeros((2, 3))
        inverse[[0, 1], [0, 1]] = ratio / scale
        inverse[:, 2] = (0.5 - shift) / scale * ratio - 0.5
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        image[y0:y1, x0:x1] = cv2.warpAffine(
            cache.image(picture, level), inverse, extent.tolist(), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        ends = np.sort(np.stack([shift, source * scale + shift]), axis=0)
        low, high = np.clip(np.rint(ends), 0, extent).astype(int)
        shown[y0 + low[1] : y0 + high[1], x0 + low[0] : x0 + high[0]] = 255
        corners = np.stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], 1) * scale + shift
        placed = np.concatenate([corners.min(1), corners.max(1)], axis=1) + np.tile([x0, y0], 2)
        window = np.concatenate([low, high]) + np.tile([x0, y0], 2)
        draw_people(targets, index, placed.astype(np.float32), crowd, tuple(window.tolist()), self.doubtful(picture))

    def doubtful(self, picture: int) -> bool:
        """Whether people without a box may be in the picture."""
        return not bool(self.cache.all_boxed[picture])

    def choose(
        self, extent: NDArray[Any], source: NDArray[Any], boxes: NDArray[Any], rng: np.random.Generator
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Zoom (x, y) and offset (x, y) of a picture of `source` px in a tile of `extent` px.

        A third is letterboxed as the run time does it, some are smaller, half are windows zoomed up to 2.4 times,
        mostly over people (the run time's second look is a window of twice the zoom).
        """
        fit = float((extent / source).min())
        kind = 0.0 if self.plain else rng.random()
        if kind < 0.33:
            gain = np.full(2, fit)
            return gain, (extent - source * gain) / 2
        zoom = rng.uniform(0.45, 1) if kind < 0.48 else np.exp(rng.uniform(0, np.log(2.4))) if kind < 0.8 else 2.0
        gain = fit * zoom * np.exp(rng.normal(0, 0.05, 2))
        room = extent - source * gain  # > 0: the picture floats; < 0: the tile is a window on it
        if (room < 0).any() and len(boxes) and rng.random() < 0.75:
            box = boxes[rng.integers(len(boxes))]
            focus = (box[:2] + box[2:] * rng.uniform(0.2, 0.8, 2)) * gain
            offset = extent * rng.uniform(0.2, 0.8, 2) - focus
        else:
            offset = room * rng.random(2)
        return gain, np.clip(offset, np.minimum(room, 0), np.maximum(room, 0))
