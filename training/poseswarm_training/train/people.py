# SPDX-License-Identifier: Apache-2.0
"""Fits the agent that judges people as a whole: how likely is this a person whose pose is right (OKS 0.5 or more)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..data.cache import Cache
from ..oks import AREA_SHARE, FALL
from ..swarm.crop import from_reference
from .level4 import People, fit_judges
from .subjects import Floats, Subjects, chosen, shared_areas

SURE = 0.2  # joints that score less say nothing about the person as a whole
RIGHT = 0.5  # OKS
SIZE_CAP = 3.0  # doublings or halvings of the reference crop's size
LEAST_SURE = 4  # joints: fewer do not tell where to look again
LOOK_MARGIN = 0.125  # of the joints' extent
UPPER = slice(0, 11)  # face, shoulders and arms
HIDDEN_SHARE = 0.5  # of a place that lies in people without labels: nobody knows whether it is right


def person_features(scores: Floats, agreed: Floats, people: People, subjects: Subjects, heights: Floats) -> Tensor:
    """`[N, 1, 7]` of people with these joint scores and results, in pictures of these heights (N), px: the twin of
    `judgePerson`."""
    sure = scores > SURE
    size = np.log2(subjects.seen[:, 3] / people.sizes[1])
    columns = [
        mean_of_sure(scores),
        subjects.score,
        sure.mean(1),
        scores.mean(1),
        np.clip(size, -SIZE_CAP, SIZE_CAP) / SIZE_CAP,
        scores[:, UPPER].mean(1),
        room_below(sure, agreed[..., :2], people, heights),
    ]
    return torch.from_numpy(np.stack(columns, -1)).float()[:, None]


def room_below(sure: NDArray[np.bool_], places: Floats, people: People, heights: Floats) -> Floats:
    """How much of the picture lies below the lowest of the sure joints, in extents of all of them, at most 1: without
    room there are no legs to be seen. places (N, 17, 2): reference-crop px."""
    low = np.where(sure[..., None], places, np.inf).min(1)
    high = np.where(sure[..., None], places, -np.inf).max(1)
    top, bottom = people.reference[:, 1], people.reference[:, 3]
    edge = (heights - top) / (bottom - top) * people.sizes[1]
    some = sure.any(1)
    extent = np.where(some, np.maximum((high - low).max(1), 1), 1)
    return np.where(some, np.clip((edge - high[:, 1]) / extent, 0, 1), 1)


def mean_of_sure(scores: Floats) -> Floats:
    sure = scores > SURE
    return np.where(sure, scores, 0).sum(1) / np.maximum(sure.sum(1), 1)


def rightness(
    cache: Cache, subjects: Subjects, points: Floats, rank: Floats
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each pose `(N, 17, 2)`, picture px, is that of a labelled person, and whether that is known.

    Of several poses of one person only the first by `rank` (N) says anything: the run time drops the others.
    """
    right, known = np.zeros(len(subjects), bool), np.ones(len(subjects), bool)
    taken: set[int] = set()
    for i in np.argsort(-rank):
        first, end = cache.first[subjects.picture[i]], cache.first[subjects.picture[i] + 1]
        boxes, labelled = cache.box[first:end].astype(np.float64), cache.weights[first:end] > 0
        usable = labelled.any(1) & ~cache.crowd[first:end]
        area = AREA_SHARE * boxes[:, 2:].prod(1)
        distance = ((points[i] - cache.joints[first:end, :, :2]) ** 2).sum(-1)
        alike = np.exp(-distance / (2 * area[:, None] * FALL**2))
        similarity = (alike * labelled).sum(1) / np.maximum(labelled.sum(1), 1) * usable
        right[i] = similarity.max(initial=0) > RIGHT
        if right[i]:
            person = int(first + similarity.argmax())
            known[i] = person not in taken
            taken.add(person)
        else:
            known[i] = covered(subjects.seen[i], boxes[~usable]) < HIDDEN_SHARE
    return right, known


def covered(box: Floats, others: Floats) -> float:
    """The largest share of a box xywh that lies in one of `others` (k, 4)."""
    return float(shared_areas(box, others).max(initial=0) / max(box[2:].prod(), 1e-6))


def second_look(subjects: Subjects, points: Floats, scores: Floats) -> Subjects:
    """Where the squads are sent once more: the twin of `closerBox`, for those of whom enough joints are sure."""
    sure = scores > SURE
    worth = sure.sum(1) >= LEAST_SURE
    low = np.where(sure[..., None], points, np.inf).min(1)[worth]
    high = np.where(sure[..., None], points, -np.inf).max(1)[worth]
    again = chosen(subjects, worth)
    again.seen = np.concatenate([low - LOOK_MARGIN * (high - low), (1 + 2 * LOOK_MARGIN) * (high - low)], 1)
    return again


def fit_person_judge(
    cache: Cache, subjects: Subjects, look_at: Callable[[Subjects], tuple[People, Floats, Floats]]
) -> Tensor:
    """Weights `[1, 64]`, from first and second looks at the subjects.

    `look_at` returns what the squads see of them, the results and the joints' scores.
    """
    features, targets, weights = [], [], []
    for _ in range(2):
        people, agreed, scores = look_at(subjects)
        points = from_reference(agreed[..., :2], people.reference, *people.sizes)
        right, known = rightness(cache, subjects, points, mean_of_sure(scores) * np.sqrt(subjects.score))
        heights = cache.sizes[subjects.picture, 0, 0].astype(np.float64)
        features.append(person_features(scores, agreed, people, subjects, heights))
        targets.append(right)
        weights.append(known)
        subjects = second_look(subjects, points, scores)
    columns = [torch.from_numpy(np.concatenate(parts)).float()[:, None] for parts in (targets, weights)]
    return fit_judges(torch.cat(features), *columns, seed=3)
