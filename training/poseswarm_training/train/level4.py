# SPDX-License-Identifier: Apache-2.0
"""Fits the small agents behind the squads: refiners (sub-pixel), assessors (how sure is a joint), validators (limbs).

They see what the rounded squads of the weights file say about `subjects`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..oks import AREA_SHARE, FALL
from ..swarm.consensus import consensus
from ..swarm.crop import REFERENCE_VIEW, from_reference, person_crop, reference_votes, resample, windows_of
from ..swarm.decode import decode, refine
from ..swarm.exposure import changed, tone_of
from ..swarm.graph import KEYPOINTS, MIRROR
from ..swarm.model import ProgramModule
from ..swarm.part import SURE, part_box, says
from ..swarm.quantise import rounded
from .subjects import Album, Subjects

Floats = NDArray[np.float64]
Squads = list[tuple[ProgramModule, dict[str, Any]]]

# (inner, outer) joints: the validator of a limb says whether the outer one is where it can be.
LIMBS = [
    [0, 1], [0, 2], [1, 3], [2, 4], [6, 5], [5, 6], [5, 7], [6, 8],
    [7, 9], [8, 10], [5, 11], [6, 12], [11, 13], [12, 14], [13, 15], [14, 16],
]  # fmt: skip
HIDDEN = 7


@dataclass
class People:
    """Crops of people under every view. records: [squads] of `[N, 17, 36]`; rects, reference: crop rectangles;
    truth `[N, 17, 2]` in reference-crop px; labelled `[N, 17]`; tolerance `[N, 17]` px within which OKS >= 0.5."""

    records: list[Tensor]
    rects: list[Floats]
    reference: Floats
    truth: Floats
    labelled: NDArray[np.bool_]
    tolerance: Floats
    sizes: tuple[int, int]
    views: list[dict[str, Any]]

    @property
    def windows(self) -> Floats:
        """What each squad sees of the reference crop, `[N, squads, 4]`."""
        return np.stack([windows_of(rects, self.reference, *self.sizes) for rects in self.rects], 1)


@torch.no_grad()
def look(squads: Squads, album: Album, subjects: Subjects, refiners: list[Tensor] | None = None) -> People:
    """Runs every squad on every subject: first those who see the whole person, then, where they have found its joints,
    those who look at a part. Without `refiners` as the heatmaps say."""
    boxes = subjects.seen
    size = squads[0][0].program["input"]
    width, height = size["width"], size["height"]
    reference = np.array([person_crop(box, REFERENCE_VIEW, width, height) for box in boxes])
    scale = width / (reference[:, 2] - reference[:, 0])
    truth = (subjects.joints - reference[:, None, :2]) * scale[:, None, None]
    area = AREA_SHARE * subjects.box[:, 2] * subjects.box[:, 3]
    tolerance = np.sqrt(2 * np.log(2) * np.maximum(area, 1))[:, None] * FALL * scale[:, None]
    inside = (truth >= 0).all(2) & (truth < [width, height]).all(2)
    labelled = ((subjects.weights >= 0.99) & inside) | subjects.absent

    tones = {int(number): tone_of(album.image(int(number))) for number in np.unique(subjects.picture)}

    def people(seen: list[int]) -> People:
        records, rects = [done[i][0] for i in seen], [done[i][1] for i in seen]
        views = [squads[i][1] for i in seen]
        return People(records, rects, reference, truth, labelled, tolerance, (width, height), views)

    done: dict[int, tuple[Tensor, Floats]] = {}
    near = [i for i, (_, view) in enumerate(squads) if view.get("joints")]
    far = [i for i in range(len(squads)) if i not in near]

    def see(i: int, places: NDArray[np.floating]) -> None:
        module, view = squads[i]
        rects = np.array([person_crop(box, view, width, height) for box in places])
        crops = np.zeros((len(boxes), height, width, 3), np.float32)
        for k, number in enumerate(subjects.picture):
            picture = album.image(int(number))
            crops[k] = changed(resample(picture, rects[k], width, height, view["mirror"]), tones[int(number)])
        parts = [decode(module(torch.from_numpy(crops[k : k + 64]))["attend"]) for k in range(0, len(crops), 64)]
        done[i] = torch.cat(parts), rects

    for i in far:
        see(i, boxes)
    if near:
        _, agreed = ballot(people(far), [refiners[k] for k in far] if refiners else None)
        for i in near:
            see(i, part_boxes(boxes, agreed, reference, squads[i][1]["joints"], (width, height)))
    return people(list(range(len(squads))))


def part_boxes(
    boxes: Floats, agreed: Floats, references: Floats, joints: list[int], size: tuple[int, int]
) -> NDArray[np.float32]:
    """Boxes xywh `(N, 4)` of a part of people, by what those say who see them whole: results `(N, 17, 6)`."""
    points = from_reference(agreed[..., :2], references, *size)
    known = agreed[..., 2] > SURE
    each = zip(boxes, points, known, strict=True)
    return np.array([part_box(box, xy, sure, joints, size[0] / size[1]) for box, xy, sure in each])


def straight_through(weights: Tensor) -> Tensor:
    """The weights as int8 will have them (one scale an agent); gradients pass as if nothing were rounded."""
    integers, scale = rounded(weights.detach(), (1,))
    return weights + (integers * scale - weights).detach()


def descend(loss_of: Callable[[], Tensor], parameters: list[Tensor], steps: int, rate: float) -> None:
    optimiser = torch.optim.Adam(parameters, lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        loss = loss_of()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()


def fit_refiner(people: People, squad: int, steps: int = 400) -> Tensor:
    """Linear refiners `[17, 64]` of one squad: Huber loss of the remaining error, in cells, where decode is near."""
    width, height = people.sizes
    view, rect = people.views[squad], people.rects[squad]
    # Truth in this squad's own cells.
    size = rect[:, 2:] - rect[:, :2]
    reference_size = people.reference[:, 2:] - people.reference[:, :2]
    own = people.reference[:, None, :2] + people.truth * (reference_size / [width, height])[:, None]
    own = (own - rect[:, None, :2]) / size[:, None] * [width, height]
    if view["mirror"]:
        own[..., 0] = width - own[..., 0]
        own = own[:, MIRROR]
    labelled = people.labelled[:, MIRROR] if view["mirror"] else people.labelled
    records = people.records[squad]
    target = torch.from_numpy(own / 4).float() - records[..., :2]
    near = torch.from_numpy(labelled) & (target.norm(dim=-1) < 2)
    weights = torch.zeros(len(KEYPOINTS), 64, requires_grad=True)

    def loss_of() -> Tensor:
        used = straight_through(weights)
        move = torch.stack([(records[..., 4:] * used[:, :32]).sum(-1), (records[..., 4:] * used[:, 32:]).sum(-1)], -1)
        error = F.huber_loss(move, target, reduction="none", delta=0.3).sum(-1)
        return (error * near).sum() / near.sum() + 1e-4 * weights.square().sum()

    descend(loss_of, [weights], steps, 0.02)
    return weights.detach()


def votes_of(people: People, refiners: list[Tensor] | None) -> Floats:
    """Votes `(people, squads, 17, 3)` in reference-crop px."""
    every = []
    for squad, view in enumerate(people.views):
        records = people.records[squad]
        found = (refine(records, refiners[squad]) if refiners else records)[..., :3].double().numpy()
        every.append(reference_votes(found, people.rects[squad], people.reference, view, people.sizes))
    return np.stack(every, 1)


def ballot(people: People, refiners: list[Tensor] | None) -> tuple[Floats, Floats]:
    """The votes, without mass where they do not count, and what consensus makes of them `(people, 17, 6)`."""
    votes = votes_of(people, refiners)
    agreed, counts = consensus(votes, people.windows, says(people.views), people.sizes)
    votes[..., 2] *= counts
    return votes, agreed


def tiny_net(weights: Tensor, features: Tensor) -> Tensor:
    """7 -> 7 -> 1 of every agent: weights `[A, 64]`, features `[N, A, 7]` -> logits `[N, A]` (the kernel's layout)."""
    agents = weights.shape[0]
    first = weights[:, :49].reshape(agents, HIDDEN, 7)
    hidden = F.relu(torch.einsum("ahf,naf->nah", first, features) + weights[:, 49:56])
    return (hidden * weights[:, 56:63]).sum(-1) + weights[:, 63]


def fit_judges(features: Tensor, right: Tensor, known: Tensor, seed: int, steps: int = 1500) -> Tensor:
    """64-parameter agents `[A, 64]` that predict `right` `[N, A]` by binary cross entropy, weighted by `known`."""
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(features.shape[1], 64, generator=generator) * 0.4
    weights.requires_grad_()
    share = known.float() / known.sum(0).clamp_min(1)

    def loss_of() -> Tensor:
        error = F.binary_cross_entropy_with_logits(
            tiny_net(straight_through(weights), features), right, reduction="none"
        )
        return (error * share).sum() + 1e-4 * weights.square().sum()

    descend(loss_of, [weights], steps, 0.02)
    return weights.detach()


def assessor_features(votes: Floats, agreed: Floats, sizes: tuple[int, int]) -> Tensor:
    """`[N, 17, 7]`: score, spread, dissent, best mass, mean score of all joints, place in the reference crop.

    Votes that do not count have no mass.
    """
    mass = np.clip(votes[..., 2], 0, 1)
    whole = np.broadcast_to(agreed[..., 2].mean(1, keepdims=True), agreed.shape[:2])
    columns = [
        agreed[..., 2],
        spread_feature(agreed),
        agreed[..., 4],
        mass.max(1),
        whole,
        agreed[..., 0] / sizes[0] - 0.5,
        agreed[..., 1] / sizes[1] - 0.5,
    ]
    return torch.from_numpy(np.stack(columns, -1)).float()


def spread_feature(agreed: Floats) -> Floats:
    """What agents read of the spreads of results `(N, J, 6)`."""
    return np.minimum(agreed[..., 3] / 8, 2)


def validator_features(agreed: Floats, assessed: Floats, sizes: tuple[int, int]) -> Tensor:
    """`[N, limbs, 7]`: the limb's vector and length, both joints' probability and spread."""
    inner, outer = np.array(LIMBS).T
    step = agreed[:, outer, :2] - agreed[:, inner, :2]
    spread = spread_feature(agreed)
    columns = [
        step[..., 0] / sizes[0],
        step[..., 1] / sizes[1],
        np.hypot(step[..., 0], step[..., 1]) / sizes[1],
        assessed[:, inner],
        assessed[:, outer],
        spread[:, inner],
        spread[:, outer],
    ]
    return torch.from_numpy(np.stack(columns, -1)).float()


def fit_level4(people: People, refiners: list[Tensor], seed: int = 1) -> tuple[Tensor, Tensor]:
    """Assessors `[17, 64]` and validators `[limbs, 64]` on the consensus of these people."""
    votes, agreed = ballot(people, refiners)
    right = torch.from_numpy(np.hypot(*np.moveaxis(agreed[..., :2] - people.truth, -1, 0)) < people.tolerance).float()
    known = torch.from_numpy(people.labelled)
    features = assessor_features(votes, agreed, people.sizes)
    assessors = fit_judges(features, right, known, seed)
    assessed = torch.sigmoid(tiny_net(straight_through(assessors), features)).double().numpy()
    outer = [limb[1] for limb in LIMBS]
    limbs = validator_features(agreed, assessed, people.sizes)
    validators = fit_judges(limbs, right[:, outer], known[:, outer], seed + 1)
    return assessors, validators


def judge(votes: Floats, agreed: Floats, assessors: Tensor, validators: Tensor, sizes: tuple[int, int]) -> Floats:
    """Scores `(people, 17)`: the twin of the run time's `judge`."""
    own = torch.sigmoid(tiny_net(assessors, assessor_features(votes, agreed, sizes))).double().numpy()
    verdict = torch.sigmoid(tiny_net(validators, validator_features(agreed, own, sizes))).double().numpy()
    total, count = np.zeros_like(own), np.zeros(own.shape[1])
    for i, (_, outer) in enumerate(LIMBS):
        total[:, outer] += verdict[:, i]
        count[outer] += 1
    return np.where(count > 0, np.sqrt(own * total / np.maximum(count, 1)), own)


def judged(people: People, refiners: list[Tensor], assessors: Tensor, validators: Tensor) -> tuple[Floats, Floats]:
    """What consensus and level 4 make of these people: results `(people, 17, 6)`, scores `(people, 17)`."""
    votes, agreed = ballot(people, refiners)
    return agreed, judge(votes, agreed, assessors, validators, people.sizes)
