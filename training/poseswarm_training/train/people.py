# SPDX-License-Identifier: Apache-2.0
"""Fits the agents that judge people as a whole: how likely is this a person whose pose is right (OKS 0.5 or more).

One knows whom the scouts find, who may be nobody; the other one people in boxes that were given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..data.cache import Cache
from ..oks import AREA_SHARE, FALL
from ..swarm.crop import from_reference
from .level4 import People, descend, fit_judges, spread_feature, tiny_net
from .subjects import Floats, Subjects, chosen, shared_areas

PEOPLE = ["person", "given"]  # the two agents
SURE = 0.2  # joints that score less say nothing about the person as a whole
RIGHT = 0.5  # OKS
THRESHOLDS = np.arange(0.5, 0.96, 0.05)  # of COCO's AP, OKS
OUTER = slice(56, 64)  # an agent's last layer
MOST_DOUBLINGS = 3.0  # or halvings: of the reference crop's height, and of a box's height by its width
LEAST_SURE = 4  # joints: fewer do not tell where to look again
LOOK_MARGINS = np.array([0.2, 0.125])  # of the joints' extent along x and y
FACE = slice(0, 5)
ARMS = slice(5, 11)  # and shoulders
HIDDEN_SHARE = 0.5  # of a place that lies in people without labels: nobody knows whether it is right


def person_features(scores: Floats, agreed: Floats, people: People, subjects: Subjects) -> Tensor:
    """`[N, 1, 7]` of people whom scouts found with these joint scores and results: the twin of `createPersonJudge`."""
    _, _, widths, heights = subjects.seen.T
    columns = [subjects.score, upper_body(scores), doublings(heights / widths)]
    return features_of(scores, agreed, people, subjects.seen, columns)


def upper_body(scores: Floats) -> Floats:
    """How surely a face, shoulders and arms are seen (N): whoever is seen from behind shows no face."""
    face, arms = scores[:, FACE].mean(1), scores[:, ARMS].mean(1)
    return (arms + np.maximum(face, arms)) / 2


def given_features(scores: Floats, agreed: Floats, people: People, boxes: Floats) -> Tensor:
    """The same of people in given boxes xywh (N, 4), px."""
    low, high = span(scores > SURE, agreed[..., :2])
    extent = np.maximum(high - low, 0) / people.sizes
    return features_of(scores, agreed, people, boxes, [scores.mean(1), extent[:, 0], extent[:, 1]])


def features_of(scores: Floats, agreed: Floats, people: People, boxes: Floats, further: list[Floats]) -> Tensor:
    """What both read, and three columns that only one of them reads."""
    columns = [
        # The joints' mean score, each weighed by itself: of those that are not to be seen nobody expects anything.
        (scores**2).sum(1) / np.maximum(scores.sum(1), 1e-9),
        spread_feature(agreed).mean(1),
        (scores > SURE).mean(1),
        # How much there is to see.
        doublings(boxes[:, 3] / people.sizes[1]),
    ]
    return torch.from_numpy(np.stack([*columns, *further], -1)).float()[:, None]


def doublings(ratios: Floats) -> Floats:
    """How often 1 is doubled (or halved) to get there, -1..1."""
    return np.clip(np.log2(ratios), -MOST_DOUBLINGS, MOST_DOUBLINGS) / MOST_DOUBLINGS


def span(sure: NDArray[np.bool_], places: Floats) -> tuple[Floats, Floats]:
    """The corners (N, 2) of what the sure joints span; turned inside out without any."""
    low = np.where(sure[..., None], places, np.inf).min(1)
    return low, np.where(sure[..., None], places, -np.inf).max(1)


def mean_of_sure(scores: Floats) -> Floats:
    sure = scores > SURE
    return np.where(sure, scores, 0).sum(1) / np.maximum(sure.sum(1), 1)


def likeness(cache: Cache, subjects: Subjects, points: Floats, rank: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The OKS (N) of each pose `(N, 17, 2)`, picture px, with the labelled person whom it shows best, and whether that
    counts.

    Of several right poses of one person only the first by `rank` (N) counts: the run time drops the others.
    """
    found, known = np.zeros(len(subjects)), np.ones(len(subjects), bool)
    taken: set[int] = set()
    for i in np.argsort(-rank):
        first, end = cache.first[subjects.picture[i]], cache.first[subjects.picture[i] + 1]
        boxes, labelled = cache.box[first:end].astype(np.float64), cache.weights[first:end] > 0
        usable = labelled.any(1) & ~cache.crowd[first:end]
        area = AREA_SHARE * boxes[:, 2:].prod(1)
        distance = ((points[i] - cache.joints[first:end, :, :2]) ** 2).sum(-1)
        alike = np.exp(-distance / (2 * area[:, None] * FALL**2))
        similarity = (alike * labelled).sum(1) / np.maximum(labelled.sum(1), 1) * usable
        found[i] = similarity.max(initial=0)
        if found[i] > RIGHT:
            person = int(first + similarity.argmax())
            known[i] = person not in taken
            taken.add(person)
        else:
            known[i] = covered(subjects.seen[i], boxes[~usable]) < HIDDEN_SHARE
    return found, known


def covered(box: Floats, others: Floats) -> float:
    """The largest share of a box xywh that lies in one of `others` (k, 4)."""
    return float(shared_areas(box, others).max(initial=0) / max(box[2:].prod(), 1e-6))


def second_look(subjects: Subjects, points: Floats, scores: Floats) -> Subjects:
    """Where the squads are sent once more: the twin of `closerBox`, for those of whom enough joints are sure."""
    sure = scores > SURE
    worth = sure.sum(1) >= LEAST_SURE
    low, high = (corner[worth] for corner in span(sure, points))
    again = chosen(subjects, worth)
    again.seen = np.concatenate([low - LOOK_MARGINS * (high - low), (1 + 2 * LOOK_MARGINS) * (high - low)], 1)
    return again


def fit_person_judge(
    cache: Cache, subjects: Subjects, look_at: Callable[[Subjects], tuple[People, Floats, Floats]]
) -> Tensor:
    """Weights `[1, 64]`, from second looks at the subjects, which is what the run time shows of people.

    `look_at` returns what the squads see of them, the results and the joints' scores.
    """

    def places(who: Subjects) -> tuple[People, Floats, Floats, Floats]:
        people, agreed, scores = look_at(who)
        return people, agreed, scores, from_reference(agreed[..., :2], people.reference, *people.sizes)

    _, _, scores, points = places(subjects)
    subjects = second_look(subjects, points, scores)
    people, agreed, scores, points = places(subjects)
    similarity, known = likeness(cache, subjects, points, mean_of_sure(scores) * np.sqrt(subjects.score))
    return fit_judge(person_features(scores, agreed, people, subjects), similarity, known, seed=3)


def fit_given_judge(people: People, boxes: Floats, agreed: Floats, scores: Floats, count: int) -> Tensor:
    """Weights `[1, 64]`, from the first `count` people, whose given boxes xywh (N, 4) are nearly right."""
    features = given_features(scores, agreed, people, boxes)[:count]
    return fit_judge(features, similarity_of(people, agreed)[:count], people.labelled.any(1)[:count], seed=4)


def similarity_of(people: People, agreed: Floats) -> Floats:
    """The OKS (N) of people's poses."""
    # A joint's OKS is a half where it is off by its tolerance.
    joints = 0.5 ** (((agreed[..., :2] - people.truth) ** 2).sum(-1) / people.tolerance**2)
    return (joints * people.labelled).sum(1) / np.maximum(people.labelled.sum(1), 1)


def fit_judge(features: Tensor, similarity: Floats, known: NDArray[np.bool_], seed: int) -> Tensor:
    """Weights `[1, 64]` for features `[N, 1, 7]` of poses of these OKS (N), of which `known` (N) count.

    The agent learns how many of COCO's thresholds a pose passes, for that ranks poses best; then its last layer is
    scaled (Platt 1999) so that it says how likely the first one is passed.
    """
    passed = torch.from_numpy((similarity[:, None] > THRESHOLDS).mean(1)).float()[:, None]
    count = torch.from_numpy(known).float()[:, None]
    weights = fit_judges(features, passed, count, seed)
    logits = tiny_net(weights, features)
    right = torch.from_numpy(similarity > RIGHT).float()[:, None]
    line = torch.tensor([1.0, 0.0], requires_grad=True)

    def loss_of() -> Tensor:
        error = F.binary_cross_entropy_with_logits(logits * line[0] + line[1], right, reduction="none")
        return (error * count).sum() / count.sum()

    descend(loss_of, [line], 300, 0.05)
    gain, offset = line.detach()
    weights[:, OUTER] *= gain
    weights[:, -1] += offset
    return weights
