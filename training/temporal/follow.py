# SPDX-License-Identifier: Apache-2.0
"""What a track expects of its joints: the tracker's Kalman filter (src/people/tracks/track.ts), many people at once.

Places are `[people, 17, 2]` in sizes, the square root of a person's area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poseswarm_training.swarm.graph import MIRROR

Floats = NDArray[np.float64]

# The constants of track.ts.
PLACE_NOISE, JOINT_SWERVE, BIRTH_SPEED = 0.02, 2.5, 1.0
LIMB_SECONDS, FULL_SCORE, FADE_SECONDS, SURE_JOINT = 0.15, 0.35, 0.12, 0.2


@dataclass
class Seen:
    """What the swarm says in one frame: places, scores and spreads `[people, 17]`."""

    places: Floats
    scores: Floats
    spreads: Floats

    @property
    def variance(self) -> Floats:
        return (PLACE_NOISE**2 + self.spreads**2) / np.maximum(self.scores, 0.02) ** 2


class Tracks:
    def __init__(self, first: Seen) -> None:
        self.places, self.speeds = first.places.copy(), np.zeros_like(first.places)
        self.scores = first.scores.copy()
        self.pp, self.pv = first.variance, np.zeros_like(first.scores)
        self.vv = np.full_like(first.scores, BIRTH_SPEED**2)

    def advance(self, seconds: Floats) -> None:
        """Moves everybody on; seconds `[people]`."""
        t = seconds[:, None]
        body = self.speeds.mean(1, keepdims=True)
        drag = np.where(self.scores < FULL_SCORE, 1 - np.exp(-t / LIMB_SECONDS), 0)[..., None]
        self.speeds += drag * (body - self.speeds)
        self.places += self.speeds * t[..., None]
        noise = JOINT_SWERVE**2
        self.pp = self.pp + t * (2 * self.pv + t * (self.vv + noise * t / 3))
        self.pv = self.pv + t * (self.vv + noise * t / 2)
        self.vv = self.vv + noise * t
        self.scores = self.scores * 0.5 ** (t / FADE_SECONDS)

    def see(self, seen: Seen) -> None:
        total = self.pp + seen.variance
        place_gain, speed_gain = self.pp / total, self.pv / total
        off = seen.places - self.places
        self.places += place_gain[..., None] * off
        self.speeds += speed_gain[..., None] * off
        self.vv = self.vv - speed_gain * self.pv
        self.pp, self.pv = self.pp * (1 - place_gain), self.pv * (1 - place_gain)
        self.scores = np.maximum(seen.scores, self.scores)

    def features(self, seen: Seen) -> Floats:
        """`[people, 17, 7]` before `see`: the inputs of src/people/tracks/temporal.ts."""
        off = seen.places - self.places
        sure = (seen.scores > SURE_JOINT).astype(np.float64)[..., None]
        mean = (off * sure).sum(1, keepdims=True) / np.maximum(sure.sum(1, keepdims=True), 1)
        other = seen.places - self.places[:, MIRROR] - mean
        columns = [
            np.minimum(np.linalg.norm(off - mean, axis=-1), 2),
            np.minimum(np.linalg.norm(other, axis=-1), 2),
            seen.scores,
            self.scores,
            np.minimum(seen.spreads, 0.5),
            np.minimum(np.sqrt(self.pp), 1),
            np.broadcast_to(np.minimum(np.linalg.norm(mean, axis=-1), 1), seen.scores.shape),
        ]
        return np.stack(columns, -1)
