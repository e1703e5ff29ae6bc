# SPDX-License-Identifier: Apache-2.0
"""Whom level 4 is fitted on: people in nearly right boxes, some with a joint covered, and what the scouts find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.cache import Cache
from ..swarm.model import ProgramModule
from .covered import PatchedPictures
from .subjects import Subjects, chosen, chosen_people, jittered, joined, pick, scouted

SCOUTED = 0.125  # share of the people whom scouts propose by which joints learn to be judged
EMPTY = 0.075  # the same of places where nobody is: more of them would make the joints' scores those of strangers
COVERED = 0.25  # people with a patch over a joint, as a share of those without
JITTER = 0.03  # a person's second look has a nearly right box


@dataclass
class Gathered:
    """`subjects`: whom joints are judged by, of whom the first `known` are people in given boxes; `found`: all that the
    scouts propose; `pictures`: the cache's, with patches."""

    cache: Cache
    pictures: PatchedPictures
    subjects: Subjects
    known: int
    found: Subjects


def gather(cache: Cache, scout: ProgramModule, count: int, rng: np.random.Generator) -> Gathered:
    """`count` given people, a fifth as many held-out ones, and what the scouts propose until they found `count`."""
    picked = np.concatenate([pick(cache, count, False, rng), pick(cache, count // 5, True, rng)])
    known = chosen_people(cache, picked, jittered(cache.box[picked].astype(np.float64), rng, JITTER))
    pictures = PatchedPictures(cache)
    covered = pictures.cover(known, int(count * COVERED), rng)
    found = scouted(scout, cache, count, rng)
    some = chosen(found, rng.random(len(found)) < np.where(found.nobody, EMPTY, SCOUTED))
    return Gathered(cache, pictures, joined(known, covered, some), len(known), found)
