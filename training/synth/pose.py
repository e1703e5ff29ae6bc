# SPDX-License-Identifier: Apache-2.0
"""What a person does: directions of the limbs and bends of the spine, independent of the body's size.

Directions are in the person's own frame: x to their left, y up, z forward. A limb is turned by the smallest rotation
that gives it its direction (no twist of its own), which keeps knees and elbows in the plane of the limb; this is also
how frames of motion capture can be brought onto any body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .archive import Floats

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Pose:
    turn: Vector = (0.0, 0.0, 0.0)
    """Degrees of the whole person: pitch (forward), yaw (to their left), roll (to their right)."""
    bend: Mapping[str, Vector] = field(default_factory=dict)
    """Bone -> pitch, yaw, roll in degrees against its parent; for spine, neck, head, clavicles and hands."""
    aim: Mapping[str, Vector] = field(default_factory=dict)
    """Limb bone -> direction in the person's frame (any length)."""
    twist: Mapping[str, float] = field(default_factory=dict)
    """Limb bone -> degrees about its own axis, after aiming."""
    curl: tuple[float, float] = (22.0, 22.0)
    """How far the fingers of the left and the right hand are closed, degrees at each of two joints."""


def rotation(pitch: float, yaw: float, roll: float) -> Floats:
    """Yaw about y, then pitch about x, then roll about z, all in degrees; applied to column vectors as Ry Rx Rz."""
    p, y, r = np.radians([pitch, yaw, roll])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return about_y @ about_x @ about_z


def about(axis: Floats, degrees: float) -> Floats:
    """Rotation about an axis (Rodrigues)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def swing(start: Floats, end: Floats) -> Floats:
    """The smallest rotation that turns one direction into another."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis, cosine = np.cross(a, b), float(np.clip(a @ b, -1, 1))
    if np.linalg.norm(axis) < 1e-9:
        if cosine > 0:
            return np.eye(3)
        axis = np.cross(a, [1, 0, 0] if abs(a[0]) < 0.9 else [0, 1, 0])
    return about(axis, float(np.degrees(np.arccos(cosine))))


def mirrored(pose: Pose) -> Pose:
    """The same pose with left and right exchanged."""

    def swap(name: str) -> str:
        for one, other in (("Left", "Right"), ("LThumb", "RThumb"), ("LHip", "RHip")):
            if name.startswith(one):
                return other + name.removeprefix(one)
            if name.startswith(other):
                return one + name.removeprefix(other)
        return name

    return Pose(
        turn=(pose.turn[0], -pose.turn[1], -pose.turn[2]),
        bend={swap(k): (v[0], -v[1], -v[2]) for k, v in pose.bend.items()},
        aim={swap(k): (-v[0], v[1], v[2]) for k, v in pose.aim.items()},
        twist={swap(k): -v for k, v in pose.twist.items()},
        curl=(pose.curl[1], pose.curl[0]),
    )
