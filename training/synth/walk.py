# SPDX-License-Identifier: Apache-2.0
"""People who walk through a scene: cycles cut out of motion clips, laid along straight paths that cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .archive import Archive, Floats
from .body import joint
from .camera import Camera
from .motion import FPS, LIMBS, Clip
from .people import Body, Figure, Look, Person, build

SHORTEST, LONGEST = 24, 130
"""Frames of a cycle: a stride takes a little more than a second."""
STRAIGHT, SLOWEST = 0.93, 0.7
"""Least ratio of a cycle's way to its path, and least speed in leg lengths a second."""
MEETING = 0.45
"""Metres that walkers keep between them."""


@dataclass(frozen=True)
class Cycle:
    """A part of a clip whose end looks like its start."""

    clip: Clip
    first: int
    count: int

    @property
    def way(self) -> Floats:
        """[3] from the start to the end, in leg lengths."""
        return self.clip.pelvis(self.first + self.count) - self.clip.pelvis(self.first)

    @property
    def heading(self) -> float:
        """Degrees of yaw of the way."""
        return float(np.degrees(np.arctan2(self.way[0], self.way[2])))


def cycle_of(clip: Clip) -> Cycle | None:
    """The most even cycle of a clip, or None where nobody walks straight ahead."""
    aims = limb_directions(clip)
    best, found = np.inf, None
    for count in range(SHORTEST, min(LONGEST, len(clip) - 1)):
        unlike = np.linalg.norm(aims[count:] - aims[:-count], axis=1)
        first = int(unlike.argmin())
        if unlike[first] < best and _is_walk(Cycle(clip, first, count)):
            best, found = float(unlike[first]), Cycle(clip, first, count)
    return found


def limb_directions(clip: Clip) -> Floats:
    """[frames, 30] where the limbs point, in the frame of the hips."""
    parts = []
    for side in ("left", "right"):
        for start, end in LIMBS.values():
            along = clip.points[f"{side}_{end}"] - clip.points[f"{side}_{start}"]
            along = np.einsum("ni,nij->nj", along, clip.frames["hips"])
            parts.append(along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9))
    return np.concatenate(parts, axis=1)


def _is_walk(cycle: Cycle) -> bool:
    last = cycle.first + cycle.count
    path = np.array([cycle.clip.pelvis(k)[[0, 2]] for k in (*range(cycle.first, last, 4), last)])
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    straight = np.linalg.norm(cycle.way[[0, 2]])
    return bool(straight > STRAIGHT * length and length > SLOWEST * cycle.count / FPS)


@dataclass(frozen=True)
class Walker:
    """Somebody on a straight path: at ``meets`` (x, z in metres) after ``after`` seconds, going ``heading`` degrees."""

    figure: Figure
    look: Look
    cycle: Cycle
    meets: tuple[float, float]
    after: float
    heading: float
    leg: float
    """Metres of a leg: the clip's unit."""

    def at(self, seconds: float) -> tuple[int, Floats]:
        """Frame of the clip and the place (x, z) of the pelvis."""
        whole, part = divmod(round((seconds - self.after) * FPS), self.cycle.count)
        frame = self.cycle.first + part
        gone = whole * self.cycle.way + self.cycle.clip.pelvis(frame) - self.cycle.clip.pelvis(self.cycle.first)
        angle = np.radians(self.heading - self.cycle.heading)
        x, z = gone[0] * self.leg, gone[2] * self.leg
        turned = np.array([x * np.cos(angle) + z * np.sin(angle), z * np.cos(angle) - x * np.sin(angle)])
        return frame, np.array(self.meets) + turned

    def body(self, archive: Archive, seconds: float) -> Body:
        frame, (x, z) = self.at(seconds)
        pose = self.cycle.clip.pose(frame)
        pitch, yaw, roll = pose.turn
        pose = replace(pose, turn=(pitch, yaw + self.heading - self.cycle.heading, roll))
        return build(archive, Person(self.figure.shape, pose, self.look, (float(x), float(z))), self.figure)


def leg_length(archive: Archive, figure: Figure) -> float:
    """Metres from hip over knee to ankle at rest."""
    hip, knee, ankle = (joint(archive, figure.rest, f"l-{name}") for name in ("upper-leg", "knee", "ankle"))
    return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))


def crossing_paths(
    rng: np.random.Generator,
    archive: Archive,
    camera: Camera,
    distance: float,
    people: Sequence[tuple[Figure, Look, Cycle]],
    seconds: float,
) -> list[Walker]:
    """Walkers who pass the middle of the picture at about the same time, most across it, none through another."""
    out: list[Walker] = []
    for figure, look, cycle in people:
        for _ in range(30):
            depth = distance * float(rng.uniform(0.75, 1.35))
            x = float(rng.uniform(-0.22, 0.22)) * camera.width / camera.focal * depth
            across = rng.random() < 0.75
            heading = float(rng.choice([-90, 90]) + rng.normal(0, 18)) if across else float(rng.uniform(-180, 180))
            after = seconds * float(rng.uniform(0.3, 0.7))
            walker = Walker(figure, look, cycle, (x, -depth), after, heading, leg_length(archive, figure))
            if _is_free(walker, out, seconds):
                out.append(walker)
                break
    return out


def _is_free(walker: Walker, others: Sequence[Walker], seconds: float) -> bool:
    """Whether a walker never comes too near to the camera or to somebody."""
    for time in np.arange(0, seconds, 0.1):
        _, place = walker.at(float(time))
        if place[1] > -1.2:
            return False
        if any(np.linalg.norm(place - other.at(float(time))[1]) < MEETING for other in others):
            return False
    return True
