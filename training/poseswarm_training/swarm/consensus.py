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
SHARPEST = 64.0


def joint_consensus(
    votes: Floats, reputation: Floats, sharpness: Floats | None = None, floor: float = FLOOR, both: bool = True
) -> Floats:
    """votes `(squads, 3)` x, y, confidence -> x, y, score, spread, dissent, accepted.

    sharpness `(squads)`: how much finer than the reference crop each squad sees, squared, and what its word weighs
    besides: errors are as large as its pixels, and the best mean of places weighs each by its inverse variance.
    """
    seated = reputation > 0
    good = seated & np.isfinite(votes).all(1) & (np.abs(votes[:, :2]) <= 1e6).all(1)
    total = reputation[seated].sum()
    if not good.any():
        return np.array([0, 0, 0, 0, 1, 0], np.float64)
    live, weight = votes[good], reputation[good]
    sharp = np.ones(len(live)) if sharpness is None else np.minimum(sharpness[good], SHARPEST)
    centre = np.median(live[:, :2], axis=0)
    distance = np.hypot(*(live[:, :2] - centre).T)
    middle = float(np.median(distance))
    count = len(live)
    if both and count >= 2:
        pair = np.hypot(*(live[:, None, :2] - live[None, :, :2]).transpose(2, 0, 1))
        faults = (count - 1) // 3
        nearest = max(1, count - faults - 2)
        cost = np.sort(pair, axis=1)[:, 1 : nearest + 1].sum(1)
        winner = live[int(np.lexsort((-np.clip(live[:, 2], 0, 1), cost))[0]), :2]  # of equals the surer
        if np.hypot(*(winner - centre)) > 0.7 * max(middle, floor / 2.5):
            centre = winner
            distance = np.hypot(*(live[:, :2] - centre).T)
            middle = float(np.median(distance))
    inside = distance <= max(floor, min(2.5 * 1.4826 * middle, CEILING), float(distance.min()))
    power = np.where(inside, weight * np.clip(live[:, 2], 0.05, 1) * sharp, 0)
    point = (live[:, :2] * power[:, None]).sum(0) / power.sum()
    agreeing = weight[inside].sum()
    spread = np.sqrt((np.hypot(*(live[inside, :2] - point).T) ** 2).mean())
    score = (weight * live[:, 2])[inside].sum() / weight.sum()
    return np.array(
        [point[0], point[1], score, spread, 1 - agreeing / weight.sum(), float(agreeing >= AGREE * total)], np.float64
    )


def consensus(
    votes: Floats, windows: Floats, says: Floats, width: float, reputation: Floats | None = None
) -> tuple[Floats, NDArray[np.bool_]]:
    """votes `(people, squads, joints, 3)` -> results `(people, joints, 6)`, and whose votes count `(people, squads,
    joints)`.

    windows `(people, squads, 4)`: what each squad sees of the reference crop, x0, y0, x1, y1; says `(squads, joints)`:
    what its word weighs, 0 where it does not speak at all; width: of the reference crop. Who cannot see the place
    where all have a joint abstains (`abstain.ts`): the joint is decided again without them, unless nobody sees it.
    """
    weights = np.ones(votes.shape[1]) if reputation is None else reputation
    sharpness = ((width / (windows[..., 2] - windows[..., 0])) ** 2)[..., None] * says
    speaks = says > 0
    people, _, joints, _ = votes.shape

    def decide(p: int, j: int, heard: NDArray[np.bool_]) -> Floats:
        return joint_consensus(votes[p, heard, j], weights[heard], sharpness[p, heard, j])

    agreed = np.array([[decide(p, j, speaks[:, j]) for j in range(joints)] for p in range(people)])
    low, high = windows[:, :, None, :2], windows[:, :, None, 2:]
    places = agreed[:, None, :, :2]
    counts = ((places >= low) & (places <= high)).all(-1) & speaks
    counts |= speaks & ~counts.any(1, keepdims=True)
    for p, j in np.argwhere((counts != speaks).any(1)):
        agreed[p, j] = decide(p, j, counts[p, :, j])
    return agreed, counts
