# SPDX-License-Identifier: Apache-2.0
"""One person's shape: the base mesh with morph targets mixed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .archive import Archive, Floats, offsets


@dataclass(frozen=True)
class Shape:
    """The sliders of a person. The macro sliders go from 0 to 1 and blend as ``macrodetails/macro.json`` says."""

    male: float = 0.5
    age: float = 0.5
    """0 baby, 0.1875 child (about 10 years), 0.5 young (about 25), 1 old."""
    weight: float = 0.5
    muscle: float = 0.5
    origin: Mapping[str, float] = field(default_factory=lambda: {"caucasian": 1.0})
    """Mix of african, asian and caucasian; need not sum to 1."""
    details: Mapping[str, float] = field(default_factory=dict)
    """Further targets by name with their weights."""


CHILD_AGE = 0.1875
YOUNG_AGE = 0.5


def _between(value: float, stops: list[tuple[float, str]]) -> dict[str, float]:
    """Linear blend weights of the two stops round value."""
    value = float(np.clip(value, stops[0][0], stops[-1][0]))
    for (low, low_name), (high, high_name) in pairwise(stops):
        if value <= high:
            t = (value - low) / (high - low)
            return {low_name: 1 - t, high_name: t}
    raise AssertionError("unreachable: the value was clipped into the stops")


def macro_weights(shape: Shape) -> dict[str, float]:
    """Names and weights of the macro targets of a shape; each of the two families sums to 1."""
    sexes = {"female": 1 - shape.male, "male": shape.male}
    ages = _between(shape.age, [(0, "baby"), (CHILD_AGE, "child"), (YOUNG_AGE, "young"), (1, "old")])
    muscles = _between(shape.muscle, [(0, "minmuscle"), (0.5, "averagemuscle"), (1, "maxmuscle")])
    weights = _between(shape.weight, [(0, "minweight"), (0.5, "averageweight"), (1, "maxweight")])
    total = sum(shape.origin.values())
    if total <= 0:
        raise ValueError(f"the origins of a shape must have a positive sum, got {dict(shape.origin)}")
    out: dict[str, float] = {}
    for sex, a in sexes.items():
        for age, b in ages.items():
            for origin, c in shape.origin.items():
                out[f"macrodetails/{origin}-{sex}-{age}"] = a * b * c / total
            for muscle, c in muscles.items():
                for weight, d in weights.items():
                    out[f"macrodetails/universal-{sex}-{age}-{muscle}-{weight}"] = a * b * c * d
    return {name: weight for name, weight in out.items() if weight > 0}


def morph(archive: Archive, shape: Shape) -> Floats:
    """The vertices [19158, 3] in metres of a shape, in the rest pose of the archive."""
    vertices = archive.vertices.copy()
    for name, weight in {**macro_weights(shape), **shape.details}.items():
        index, offset = offsets(archive, name)
        vertices[index] += weight * offset
    return vertices


def joint(archive: Archive, vertices: Floats, name: str) -> Floats:
    """Where a joint is: the mean of its cube. ``vertices`` may be at rest or posed."""
    return vertices[archive.groups[f"joint-{name}"]].mean(axis=0)
