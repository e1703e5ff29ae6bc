# SPDX-License-Identifier: Apache-2.0
"""Picklable factories of batch makers for `Prefetcher`: each worker opens the cache and makes its own sampler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .augment import Strength
from .cache import load
from .geometry import View
from .prefetch import Task
from .scouts import SCOUT_STRENGTH, SHARES, ScoutSampler
from .squads import MIX, SquadSampler


@dataclass(frozen=True)
class SquadTask:
    """Batches of len(views) * n crops: the first n under views[0], the next n under views[1], ...: other people."""

    cache: Path | str
    n: int
    views: Sequence[View] = (View(),)
    split: str = "train"
    seed: int = 0
    input: tuple[int, int] = (96, 128)
    mix: Mapping[str, float] = field(default_factory=lambda: dict(MIX))
    strength: Strength = field(default_factory=Strength)

    def __call__(self) -> Task:
        """Opens the cache; returns batch number -> batch."""
        sampler = SquadSampler(load(self.cache), self.split, self.seed, self.input, self.mix, self.strength)
        views = [view for view in self.views for _ in range(self.n)]
        return lambda number: sampler.batch(len(views), views, number)


@dataclass(frozen=True)
class ScoutTask:
    """Batches of n whole frames."""

    cache: Path | str
    n: int
    split: str = "train"
    seed: int = 0
    size: int = 208
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))
    strength: Strength = SCOUT_STRENGTH

    def __call__(self) -> Task:
        """Opens the cache; returns batch number -> batch."""
        sampler = ScoutSampler(load(self.cache), self.split, self.seed, self.size, self.shares, self.strength)
        return lambda number: sampler.batch(self.n, number)
