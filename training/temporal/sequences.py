# SPDX-License-Identifier: Apache-2.0
"""People of the motion capture as one camera sees them over time, and how the swarm errs about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lift.bodies import Bodies
from poseswarm_training.swarm.graph import MIRROR

from .follow import Floats, Seen, Tracks

RATES = np.array([5, 10, 15, 30, 60])
"""Frames a second of the videos; the clips have 30."""
CLIP_RATE = 30
FRAMES = 24
When = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Frames and people of one error."""
WRONG_FROM = 0.12
"""A joint that is further off, in sizes, is wrong: about what COCO's annotators allow a hip at an OKS of .5."""
ARMS, LEGS, FEET = [7, 8, 9, 10], [13, 14, 15, 16], [15, 16]


@dataclass
class Samples:
    """features `[n, 17, 7]`, right `[n, 17]`: whether the joint is where it is said to be."""

    features: Floats
    right: Floats


def walkers(bodies: Bodies, people: int, rng: Generator) -> tuple[Floats, Floats]:
    """Truth `[FRAMES, people, 17, 2]` in sizes, and the seconds between frames `[people]`."""
    rates = rng.choice(RATES, people)
    steps = CLIP_RATE / rates
    starts, ends = clip_ranges(bodies)
    long_enough = ends - starts
    truth = np.zeros((FRAMES, people, 17, 2))
    for i in range(people):
        need = int(np.ceil(steps[i] * FRAMES)) + 1
        k = rng.choice(np.flatnonzero(long_enough > min(need, long_enough.max() - 1)))
        at = starts[k] + rng.uniform(0, max(ends[k] - starts[k] - need, 0)) + np.arange(FRAMES) * steps[i]
        at = np.minimum(at, ends[k] - 1.001)
        low, share = at.astype(int), (at % 1)[:, None, None]
        points = bodies.points[low] * (1 - share) + bodies.points[low + 1] * share
        yaw = rng.uniform(0, 2 * np.pi)
        side = points[..., 0] * np.cos(yaw) + points[..., 2] * np.sin(yaw)
        places = np.stack([side * rng.choice([-1, 1]), -points[..., 1]], -1)
        # A person of 1.7 m is about 2.3 sizes tall; hip-centred clips do not walk, so let them.
        drift = rng.normal(0, 0.8, 2) * [1, 0.3] * (np.arange(FRAMES) / rates[i])[:, None]
        truth[:, i] = places * (2.3 / 1.7) + drift[:, None]
    return truth, 1 / rates


def clip_ranges(bodies: Bodies) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    edges = np.flatnonzero(bodies.clip[1:] != bodies.clip[:-1]) + 1
    return np.concatenate([[0], edges]), np.concatenate([edges, [len(bodies.clip)]])


def swarm_sees(truth: Floats, rng: Generator) -> list[Seen]:
    """Noise in every frame; now and then limbs or feet are mixed up with their mirrors, a joint or the crop jumps."""
    frames, people = truth.shape[:2]
    steady = rng.uniform(0.01, 0.05, (1, people, 1))
    places = truth + rng.normal(0, 1, truth.shape) * steady[..., None]
    scores = rng.beta(6, 2.5, truth.shape[:3])
    spreads = steady * rng.uniform(0.3, 1.5, truth.shape[:3])
    for joints, chance in ((ARMS, 0.02), (LEGS, 0.02), (FEET, 0.02)):
        for when in episodes(frames, people, chance, rng):
            swapped = truth[when][:, [MIRROR[j] for j in joints]]
            places[when[0][:, None], when[1][:, None], joints] = swapped + rng.normal(0, 0.03, swapped.shape)
    for joint in range(17):
        for when in episodes(frames, people, 0.02, rng):
            places[(*when, joint)] += rng.normal(0, 0.6, 2)
            unsure = rng.random() < 0.5
            scores[(*when, joint)] = rng.beta(2, 6) if unsure else rng.beta(5, 3)
            spreads[(*when, joint)] += rng.uniform(0, 0.2)
    moved = rng.random((frames, people)) < 0.01
    jump = np.cumsum(moved[..., None] * rng.normal(0, 0.3, (frames, people, 2)), 0)
    # The whole person jumps: that is the truth as well, for a person may.
    truth += jump[:, :, None]
    places += jump[:, :, None]
    return [Seen(places[f], scores[f], spreads[f]) for f in range(frames)]


def episodes(frames: int, people: int, chance: float, rng: Generator) -> list[When]:
    """Errors that last one to four frames."""
    found = []
    for f, p in np.argwhere(rng.random((frames, people)) < chance / 2.5):
        when = np.arange(f, min(f + rng.integers(1, 5), frames))
        found.append((when, np.full(len(when), p)))
    return found


def samples(bodies: Bodies, people: int, rng: Generator) -> Samples:
    """Follows people as the tracker does. Half of them behind a perfect validator, half behind none: an agent sees both
    what follows when it was right and when it was not."""
    truth, seconds = walkers(bodies, people, rng)
    seen = swarm_sees(truth, rng)
    tracks = Tracks(seen[0])
    vetoed = rng.random(people) < 0.5
    features, right = [], []
    for f in range(1, FRAMES):
        tracks.advance(seconds)
        one = seen[f]
        features.append(tracks.features(one))
        good = np.linalg.norm(one.places - truth[f], axis=-1) < WRONG_FROM
        right.append(good.astype(np.float64))
        scores = np.where(vetoed[:, None] & ~good, one.scores * 0.05, one.scores)
        tracks.see(Seen(one.places, scores, one.spreads))
    return Samples(np.concatenate(features), np.concatenate(right))
