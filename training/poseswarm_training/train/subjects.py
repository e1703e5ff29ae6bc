# SPDX-License-Identifier: Apache-2.0
"""Whom the small agents of level 4 learn from.

People in boxes that are nearly right, people as the scouts find them, and places where the scouts are wrong: no joint
is right there, so that a crop without a person gets a low score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..data.cache import Cache
from ..data.geometry import KEYPOINTS, QUARTER, leans
from ..data.packs import SETS, SYNTHETIC
from ..swarm.model import ProgramModule
from ..swarm.scouting import propose

Floats = NDArray[np.float64]

FAR = -1e4  # where the joints of nobody are, px
MOST_TOUCH = 0.1  # IoU with a person's box up to which a scout's box shows nobody
LEAST_FOUND = 0.5  # IoU with a person's box from which a scout's box shows them
LEAST_LABELLED = 5  # joints


@dataclass
class Subjects:
    """Whom to look at: `picture` (n) indices in the cache, `box` (n, 4) xywh px as labelled, `seen` (n, 4) the box by
    which they are cropped, `score` (n) how sure the scouts were of it (1: it was given), `joints` (n, 17, 2) px,
    `weights` (n, 17), and which joints are known to be `absent` (n, 17): out of sight, or of nobody."""

    picture: NDArray[np.int64]
    box: Floats
    seen: Floats
    score: Floats
    joints: Floats
    weights: Floats
    absent: NDArray[np.bool_]

    @property
    def nobody(self) -> NDArray[np.bool_]:
        """Where nobody is, (n)."""
        return self.absent.all(1)

    def __len__(self) -> int:
        return len(self.picture)


def pick(cache: Cache, count: int, held_out: bool, rng: np.random.Generator) -> NDArray[np.int64]:
    """Upright people with at least `LEAST_LABELLED` human-labelled joints: 80 % COCO, else LSP."""
    coco = cache.sets[cache.picture] == 0
    human = (cache.sets[cache.picture] <= 1) & ((cache.weights >= 0.99).sum(1) >= LEAST_LABELLED) & ~cache.crowd
    usable = human & (cache.held_out[cache.picture] == held_out) & seen_as_they_are(cache, np.arange(len(human)))
    first = rng.permutation(np.flatnonzero(usable & coco))[: int(count * 0.8)]
    return np.concatenate([first, rng.permutation(np.flatnonzero(usable & ~coco))[: count - len(first)]])


def seen_as_they_are(cache: Cache, people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether people are to be looked at as they are, as far as is known: squads see others turned."""
    return ~(np.abs(leans(cache.joints[people], cache.box[people])) > QUARTER / 2)


def chosen_people(cache: Cache, people: NDArray[np.int64], seen: Floats) -> Subjects:
    joints = cache.joints[people, :, :2].astype(np.float64)
    absent = np.zeros((len(people), KEYPOINTS), bool)
    box = cache.box[people].astype(np.float64)
    return Subjects(cache.picture[people], box, seen, np.ones(len(people)), joints, cache.weights[people], absent)


class Album(Protocol):
    """As much of a cache as is needed to look at people."""

    def image(self, index: int) -> NDArray[np.uint8]: ...


class Pictures:
    """Pictures at hand."""

    def __init__(self, pictures: list[NDArray[np.uint8]]) -> None:
        self.pictures = pictures

    def image(self, index: int) -> NDArray[np.uint8]:
        return self.pictures[index]


def given(boxes: Floats) -> Subjects:
    """People without labels in boxes xywh (n, 4), one a picture."""
    count = len(boxes)
    joints, weights = np.zeros((count, KEYPOINTS, 2)), np.zeros((count, KEYPOINTS))
    absent = np.zeros((count, KEYPOINTS), bool)
    return Subjects(np.arange(count), boxes, boxes, np.ones(count), joints, weights, absent)


def scouted(scout: ProgramModule, cache: Cache, count: int, rng: np.random.Generator) -> Subjects:
    """What the scouts propose in photos whose people are all boxed: at least `count` people and as many places where
    nobody is, together with the boxes that are neither."""
    photos = cache.all_boxed & (cache.sets != SETS.index(SYNTHETIC)) & ~cache.held_out
    parts: list[Subjects] = []
    people = alarms = 0
    for picture in rng.permutation(np.flatnonzero(photos)):
        boxes, scores = propose(scout, cache.image(int(picture)))
        found = proposed(cache, int(picture), boxes, scores)
        parts.append(found)
        people += int((found.weights > 0).any(1).sum())
        alarms += int(found.nobody.sum())
        if min(people, alarms) >= count:
            break
    return joined(*parts)


def proposed(cache: Cache, picture: int, boxes: Floats, scores: Floats) -> Subjects:
    """The scouts' boxes (k, 4) in one picture with the person whom each shows.

    A box of a part of somebody, or of somebody who is turned or lacks labels, has no weights and is no place of nobody.
    """
    here = np.arange(cache.first[picture], cache.first[picture + 1])
    count = len(boxes)
    found = Subjects(
        np.full(count, picture),
        boxes.copy(),
        boxes,
        scores,
        np.full((count, KEYPOINTS, 2), FAR),
        np.zeros((count, KEYPOINTS)),
        np.zeros((count, KEYPOINTS), bool),
    )
    for i, box in enumerate(boxes):
        touch = overlap(box, cache.box[here].astype(np.float64))
        found.absent[i] = touch.max(initial=0) < MOST_TOUCH
        person = here[touch.argmax()] if touch.max(initial=0) > LEAST_FOUND else -1
        if person < 0 or cache.crowd[person] or not seen_as_they_are(cache, here[touch.argmax()][None])[0]:
            continue
        if (cache.weights[person] >= 0.99).sum() >= LEAST_LABELLED:
            found.box[i], found.weights[i] = cache.box[person], cache.weights[person]
            found.joints[i] = cache.joints[person, :, :2]
    return found


def overlap(box: Floats, people: Floats) -> Floats:
    """IoU of a box xywh (4) with each of `people` (k, 4)."""
    shared = shared_areas(box, people)
    return shared / (people[:, 2:].prod(1) + box[2:].prod() - shared)


def shared_areas(box: Floats, others: Floats) -> Floats:
    """What a box xywh (4) has in common with each of `others` (k, 4), px²."""
    low = np.maximum(others[:, :2], box[:2])
    high = np.minimum(others[:, :2] + others[:, 2:], box[:2] + box[2:])
    return np.maximum(high - low, 0).prod(1)


def joined(*parts: Subjects) -> Subjects:
    return Subjects(*[np.concatenate([getattr(part, name) for part in parts]) for name in Subjects.__annotations__])


def chosen(subjects: Subjects, mask: NDArray[np.bool_]) -> Subjects:
    return Subjects(*[getattr(subjects, name)[mask] for name in Subjects.__annotations__])


def jittered(boxes: Floats, rng: np.random.Generator, jitter: float) -> Floats:
    """Boxes xywh moved and stretched at random by about `jitter` of their size."""
    middle = boxes[:, :2] + boxes[:, 2:] * (0.5 + rng.normal(0, jitter, (len(boxes), 2)))
    size = boxes[:, 2:] * np.exp(rng.normal(0, jitter, (len(boxes), 2)))
    return np.concatenate([middle - size / 2, size], 1)
