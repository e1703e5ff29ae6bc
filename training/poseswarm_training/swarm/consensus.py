# SPDX-License-Identifier: Apache-2.0
"""The consensus rule of the run time (gate and Krum-seeded gate) in numpy: the twin of the consensus kernel.

Rule and findings: median gate as the fast default, Krum as a second centre when the two disagree
(Blanchard et al., NeurIPS 2017); self-reported confidence weighs only behind the gate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FLOOR = 6.0  # px of the reference crop
CEILING = 16.0  # the same: whoever is further from the centre never agrees with it, unless nobody is nearer
AGREE = 0.66
NEAR = 8.0  # px of the reference crop: who is usually no further off is believed
TIMES_OTHERS = 4.0  # and who is no further off than so many times what is usual for the others
LEAST_JOINTS = 5  # who speaks about fewer joints says too little to be judged by
MIN_WITNESSES = 3  # votes without which nobody can tell who is the odd one
SHARPEST = 64.0


def joint_consensus(
    votes: Floats,
    reputation: Floats,
    sharpness: Floats | None = None,
    heard: NDArray[np.bool_] | None = None,
    floor: float = FLOOR,
    both: bool = True,
) -> Floats:
    """votes `(n, squads, 3)` x, y, confidence on n joints -> `(n, 6)` x, y, score, spread, dissent, accepted.

    reputation `(squads)`; sharpness `(n, squads)`: how much finer than the reference crop each squad sees, squared, and
    what its word weighs besides: errors are as large as its pixels, and the best mean of places weighs each by its
    inverse variance; heard `(n, squads)`: who is asked, everybody without it.
    """
    seated = np.broadcast_to(reputation > 0, votes.shape[:2])
    if heard is not None:
        seated = seated & heard
    good = seated & np.isfinite(votes).all(2) & (np.abs(votes[..., :2]) <= 1e6).all(2)
    sharp = np.ones(good.shape) if sharpness is None else np.minimum(sharpness, SHARPEST)
    total = (reputation * seated).sum(1)
    results = np.tile(np.array([0, 0, 0, 0, 1, 0], np.float64), (len(votes), 1))
    for who in np.unique(good, axis=0):
        if who.any():
            rows = (good == who).all(1)
            live = votes[rows][:, who]
            results[rows] = agreement(live, reputation[who], sharp[rows][:, who], total[rows], floor, both)
    return results


def agreement(live: Floats, weight: Floats, sharp: Floats, total: Floats, floor: float, both: bool) -> Floats:
    """The same of votes that all count, by squads whose reputations are `weight`; total `(n)`: of all asked."""
    places, mass, count = live[..., :2], live[..., 2], live.shape[1]
    centre = np.median(places, axis=1)
    distance = lengths(places - centre[:, None])
    middle = np.median(distance, axis=1)
    if both and count >= 2:
        pair = lengths(places[:, :, None] - places[:, None])
        faults = (count - 1) // 3
        nearest = max(1, count - faults - 2)
        cost = np.sort(pair, axis=2)[..., 1 : nearest + 1].sum(2)
        first = np.lexsort((-np.clip(mass, 0, 1), cost), axis=1)[:, 0]  # of equals the surer
        winner = places[np.arange(len(live)), first]
        apart = lengths(winner - centre) > 0.7 * np.maximum(middle, floor / 2.5)
        centre = np.where(apart[:, None], winner, centre)
        distance = lengths(places - centre[:, None])
        middle = np.median(distance, axis=1)
    reach = np.maximum(np.maximum(floor, np.minimum(2.5 * 1.4826 * middle, CEILING)), distance.min(1))
    inside = distance <= reach[:, None]
    power = np.where(inside, weight * np.clip(mass, 0.05, 1) * sharp, 0)
    point = (places * power[..., None]).sum(1) / power.sum(1)[:, None]
    agreeing = (weight * inside).sum(1)
    deviation = np.where(inside, lengths(places - point[:, None]) ** 2, 0)
    spread = np.sqrt(deviation.sum(1) / inside.sum(1))
    score = (weight * mass * inside).sum(1) / weight.sum()
    dissent = 1 - agreeing / weight.sum()
    return np.stack([point[:, 0], point[:, 1], score, spread, dissent, agreeing >= AGREE * total], 1)


def lengths(steps: Floats) -> Floats:
    return np.hypot(steps[..., 0], steps[..., 1])


def consensus(
    votes: Floats, windows: Floats, says: Floats, size: tuple[int, int], reputation: Floats | None = None
) -> tuple[Floats, NDArray[np.bool_]]:
    """votes `(people, squads, joints, 3)` -> results `(people, joints, 6)`, and whose votes count `(people, squads,
    joints)`.

    windows `(people, squads, 4)`: what each squad sees of the reference crop, x0, y0, x1, y1; says `(squads, joints)`:
    what its word weighs, 0 where it does not speak at all; size: of the reference crop. Who cannot see the place
    where all have a joint abstains (`abstain.ts`): the joint is decided again without them, unless nobody sees it. Who
    contradicts the others about most of a person is not believed about any of it (`dissenter.ts`).
    """
    weights = np.ones(votes.shape[1]) if reputation is None else reputation
    sides = windows[..., 2:] - windows[..., :2]
    sharpness = (size[0] * size[1] / sides.prod(-1))[..., None] * says
    speaks = np.repeat(says[None] > 0, len(votes), axis=0)
    agreed, counts = without_blind(votes, windows, weights, sharpness, speaks)
    disbelieved = np.zeros_like(speaks)
    people = np.arange(len(votes))
    for _ in range((votes.shape[1] - 1) // 3):
        squads = dissenters(votes[people], agreed[people], counts[people])
        people, squads = people[squads >= 0], squads[squads >= 0]
        disbelieved[people, squads] = counts[people, squads]
        speaks[people, squads] = False
        agreed[people], counts[people] = without_blind(
            votes[people], windows[people], weights, sharpness[people], speaks[people]
        )
    # Where it is far from the others such a vote is gated out; its others neither dissent nor are missed.
    far = disbelieved & (lengths(votes[..., :2] - agreed[:, None, :, :2]) > FLOOR)
    share = counts.sum(1) / np.maximum(counts.sum(1) + far.sum(1), 1)
    agreed[..., 2] *= share
    agreed[..., 4] = agreed[..., 4] * share + 1 - share
    return agreed, counts


def dissenters(votes: Floats, agreed: Floats, counts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The squad that is furthest from the results in what it says about each person, by the medians of the distances of
    its votes and of all others', if that is too far; -1 when there is none."""
    known = counts & (counts.sum(1, keepdims=True) >= MIN_WITNESSES)
    distance = np.where(known, lengths(votes[..., :2] - agreed[:, None, :, :2]), np.nan)
    found = np.full(len(votes), -1)
    for i, (person, joints) in enumerate(zip(distance, known.sum(2), strict=True)):
        furthest = 1.0
        for squad in np.flatnonzero(joints >= LEAST_JOINTS):
            others = np.nanmedian(np.delete(person, squad, 0))
            excess = np.nanmedian(person[squad]) / max(NEAR, TIMES_OTHERS * others)
            if excess > furthest:
                furthest, found[i] = excess, squad
    return found


def without_blind(
    votes: Floats, windows: Floats, weights: Floats, sharpness: Floats, speaks: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Results, and whose votes count: of those who speak `(people, squads, joints)` whoever sees the place."""
    agreed = heard_consensus(votes, weights, sharpness, speaks)
    low, high = windows[:, :, None, :2], windows[:, :, None, 2:]
    places = agreed[:, None, :, :2]
    counts = ((places >= low) & (places <= high)).all(-1) & speaks
    counts |= speaks & ~counts.any(1, keepdims=True)
    return heard_consensus(votes, weights, sharpness, counts), counts


def heard_consensus(votes: Floats, weights: Floats, sharpness: Floats, heard: NDArray[np.bool_]) -> Floats:
    """Results `(people, joints, 6)` of those who are heard `(people, squads, joints)`."""
    people, squads, joints, _ = votes.shape
    rows = votes.transpose(0, 2, 1, 3).reshape(-1, squads, 3)
    sharp, asked = (each.transpose(0, 2, 1).reshape(-1, squads) for each in (sharpness, heard))
    return joint_consensus(rows, weights, sharp, asked).reshape(people, joints, 6)
