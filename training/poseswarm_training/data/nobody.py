# SPDX-License-Identifier: Apache-2.0
"""Places where nobody is: crops from which the squads learn to say that they see no one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cache import Cache
from .geometry import Floats
from .packs import SETS

BACKGROUNDS = SETS.index("backgrounds")
FROM_BACKGROUNDS = 0.3  # share of the crops; the rest lies beside the people of pictures whose people are all boxed
TRIES = 12
MOST_TOUCH = 0.04  # share of an empty box that a person's box may cover


class EmptyPlaces:
    """Random person-shaped boxes without a person, from one split of the cache."""

    def __init__(self, cache: Cache, held_out: bool) -> None:
        self.cache = cache
        mine = cache.all_boxed & (cache.held_out == held_out)
        self.beside = np.flatnonzero(mine & (cache.sets != BACKGROUNDS))
        self.empty = np.flatnonzero(cache.sets == BACKGROUNDS)

    def draw(self, rng: np.random.Generator) -> tuple[int, Floats] | None:
        """A picture and a box xywh (4) in it; None when there are no such pictures."""
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            source = self.empty if last or rng.random() < FROM_BACKGROUNDS or not len(self.beside) else self.beside
            if not len(source):
                continue
            picture = int(rng.choice(source))
            box = person_shaped(rng, self.cache.sizes[picture, 0])
            people = self.cache.box[self.cache.first[picture] : self.cache.first[picture + 1]]
            if not len(people) or clear(box, people):
                return picture, box
        return None


def person_shaped(rng: np.random.Generator, size: NDArray[np.integer]) -> Floats:
    """A box xywh (4) such as people have, inside a picture of `size` height, width."""
    height = float(size[0] * np.exp(rng.uniform(np.log(0.12), 0)))
    width = min(height * float(np.exp(rng.normal(np.log(0.5), 0.4))), float(size[1]))
    x, y = rng.uniform(0, max(size[1] - width, 1e-3)), rng.uniform(0, max(size[0] - height, 1e-3))
    return np.array([x, y, width, height], np.float32)


def clear(box: Floats, people: Floats) -> bool:
    """Whether no person's box of `people` (k, 4) has its middle in `box` xywh (4) or covers much of it."""
    low, high = box[:2], box[:2] + box[2:]
    middle = people[:, :2] + people[:, 2:] / 2
    shared = np.minimum(people[:, :2] + people[:, 2:], high) - np.maximum(people[:, :2], low)
    touched = np.maximum(shared, 0).prod(1).max() / box[2:].prod()
    return bool(touched <= MOST_TOUCH and not ((middle > low) & (middle < high)).all(1).any())
