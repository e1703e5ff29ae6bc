# SPDX-License-Identifier: Apache-2.0
"""People with a patch over one of their joints: nobody can see where it is, and its score has to say so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..data.cache import Cache
from ..data.occlude import SIDES, square_texture
from ..oks import AREA_SHARE
from .subjects import FAR, Subjects, chosen


class PatchedPictures:
    """The pictures of a cache, and behind them those in which something lies over a joint."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.patched: list[tuple[int, slice, slice, NDArray[np.uint8]]] = []

    def image(self, index: int) -> NDArray[np.uint8]:
        number = index - len(self.cache.sets)
        if number < 0:
            return self.cache.image(index)
        picture, rows, columns, texture = self.patched[number]
        image = self.cache.image(picture).copy()
        image[rows, columns] = texture
        return image

    def cover(self, subjects: Subjects, count: int, rng: np.random.Generator) -> Subjects:
        """`count` of the subjects once more, each with a square over a labelled joint: it is no longer to be found,
        nor is another one under the square."""
        labelled = subjects.weights >= 0.99
        people = rng.permutation(np.flatnonzero(labelled.any(1)))[:count]
        again = chosen(subjects, people)
        for i, person in enumerate(people):
            joint = again.joints[i, rng.choice(np.flatnonzero(labelled[person]))]
            half = rng.uniform(*SIDES) / 2 * np.sqrt(AREA_SHARE * again.box[i, 2:].prod())
            picture = int(again.picture[i])
            size = np.array(self.cache.sizes[picture, 0, ::-1])
            low = np.clip(joint - half, 0, size - 1).astype(np.int64)
            high = np.clip(joint + half + 1, low + 1, size).astype(np.int64)
            under = ((again.joints[i] >= low) & (again.joints[i] < high)).all(1)
            again.absent[i] |= under
            again.joints[i, under] = FAR
            again.picture[i] = len(self.cache.sets) + len(self.patched)
            rows, columns = slice(low[1], high[1]), slice(low[0], high[0])
            texture = square_texture(self.cache, rng, int(high[0] - low[0]), int(high[1] - low[1]))
            self.patched.append((picture, rows, columns, texture))
        return again
