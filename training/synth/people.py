# SPDX-License-Identifier: Apache-2.0
"""A person ready to be drawn: posed vertices, where clothes end, and what each surface looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .archive import Archive, Floats, Ints, offsets
from .body import Shape, joint, morph
from .pose import Pose
from .skin import skin

Colour = tuple[float, float, float]
"""Linear light is made in the shader; these are sRGB, 0 to 1."""

ANY = (-9.0, 9.0)

HAIRLINE_Z = [-3.0, -2.5, -2.2, -1.95, -1.75, -0.95, -0.8, -0.6, -0.4, -0.1, 0.3]
HAIRLINE_Y = [-1.7, -1.7, -1.3, -0.6, 0.3, 0.35, -0.3, -0.1, 0.75, 1.0, 1.15]
"""The edge of short hair: heights over the eyes by depth behind the eyes, in eye distances."""


@dataclass(frozen=True)
class Garment:
    """A layer over the body: a part of a helper surface, cut by how far it reaches along limbs and trunk.

    ``sleeve`` counts 0 at the shoulder, 1 at the elbow, 2 at the wrist; ``leg`` 0 at the hip, 1 at the knee, 2 at the
    ankle; ``trunk`` 0 at the pelvis, 1 at the root of the neck.
    """

    colour: Colour
    second: Colour | None = None
    pattern: str = "plain"
    """plain, stripes, checks, block (second colour above the chest) or print (the scene's; ``second`` shifts it)."""
    surface: str = "helper-tights"
    inflate: float = 0.008
    """Metres along the normals."""
    loose: int = 0
    """Rounds of smoothing: cloth spans the hollows of the body instead of following them."""
    sleeve: float = 9.0
    leg: tuple[float, float] = ANY
    trunk: tuple[float, float] = ANY
    neck: float = 0.0
    """How deep the neckline is cut in front, in trunk units."""
    scalp: float = -99.0
    """0 makes a cap: what lies lower against the hairline is cut away."""


@dataclass(frozen=True)
class Look:
    skin: Colour = (0.80, 0.60, 0.48)
    hair: Colour = (0.16, 0.10, 0.07)
    hair_style: str = "short"
    """bald, short or long."""
    eyes: Colour = (0.30, 0.22, 0.14)
    clothes: Sequence[Garment] = ()
    """From the innermost to the outermost."""


@dataclass(frozen=True)
class Person:
    shape: Shape = field(default_factory=Shape)
    pose: Pose = field(default_factory=Pose)
    look: Look = field(default_factory=Look)
    at: tuple[float, float] = (0.0, 0.0)
    """x and z of the pelvis on the ground, metres."""
    lift: float = 0.0
    """Metres between the ground and the lowest point (a jump, a step)."""


@dataclass(frozen=True)
class Body:
    """A person's numbers: rest and posed vertices share the numbering of the archive."""

    person: Person
    rest: Floats
    posed: Floats
    region: Floats
    """[n, 4]: sleeve, leg, trunk, scalp (positive where short hair grows)."""
    face: Floats
    """[n, 4]: position in eye units relative to the middle between the eyes (3), strength of the lips."""


@dataclass(frozen=True)
class Figure:
    """A shape before it takes a pose; many people may share it."""

    shape: Shape
    rest: Floats
    region: Floats
    face: Floats


def figure(archive: Archive, shape: Shape) -> Figure:
    rest = morph(archive, shape)
    return Figure(shape, rest, regions(archive, rest), face_coordinates(archive, rest))


def build(archive: Archive, person: Person, made: Figure | None = None) -> Body:
    """Shapes, poses and places a person; the lowest point of the body touches the ground (plus ``lift``).

    ``made`` is the figure of the person's shape where it is known already.
    """
    made = made or figure(archive, person.shape)
    posed = skin(archive, made.rest, person.pose)
    skin_index = archive.groups["body"]
    pelvis = joint(archive, posed, "pelvis")
    lowest = posed[skin_index, 1].min()
    posed += [person.at[0] - pelvis[0], person.lift - lowest, person.at[1] - pelvis[2]]
    return Body(person, made.rest, posed, made.region, made.face)


def regions(archive: Archive, rest: Floats) -> Floats:
    """Where along arms, legs and trunk each vertex lies, and whether short hair grows there."""
    weight = {bone.name: archive.weights[row] for row, bone in enumerate(archive.bones)}
    out = np.zeros((len(rest), 4))
    out[:, 0] = -1.0
    out[:, 1] = -1.0
    pelvis, neck = joint(archive, rest, "pelvis"), joint(archive, rest, "neck")
    out[:, 2] = (rest[:, 1] - pelvis[1]) / (neck[1] - pelvis[1])
    for side, letter in (("Left", "l"), ("Right", "r")):
        arm = weight[f"{side}Arm"] + weight[f"{side}ForeArm"]
        hand = sum(
            w for n, w in weight.items() if n.startswith((f"{side}Hand", f"{side}Finger", f"{letter.upper()}Thumb"))
        )
        on_arm = arm + hand > 0.3
        path = [joint(archive, rest, f"{letter}-{name}") for name in ("shoulder", "elbow", "hand", "finger-3-4")]
        out[on_arm, 0] = along(path, rest[on_arm])
        out[on_arm, 2] = np.maximum(out[on_arm, 2], 0.8)
        leg = sum(weight[f"{side}{name}"] for name in ("UpLeg", "Leg", "Foot", "ToeBase"))
        on_leg = leg > 0.3
        path = [joint(archive, rest, f"{letter}-{name}") for name in ("upper-leg", "knee", "ankle", "toe-3-4")]
        out[on_leg, 1] = along(path, rest[on_leg])
    skirt = archive.groups["helper-skirt"]
    levels = [joint(archive, rest, f"l-{name}")[1] for name in ("ankle", "knee", "upper-leg")]
    out[skirt, 1] = np.interp(rest[skirt, 1], [*levels, levels[2] + 0.3], [2.0, 1.0, 0.0, -0.6])
    out[skirt, 0] = -1.0
    out[:, 3] = _scalp(archive, rest)
    return out


def along(path: Sequence[Floats], points: Floats) -> Floats:
    """How far along a chain of joints points lie: n + t for the nearest segment n; below 0 before the first joint."""
    best = np.full(len(points), np.inf)
    out = np.zeros(len(points))
    for n, (start, end) in enumerate(pairwise(path)):
        axis = end - start
        t = (points - start) @ axis / (axis @ axis)
        clipped = np.clip(t, -1 if n == 0 else 0, 1)
        distance = np.linalg.norm(points - start - np.clip(t, 0, 1)[:, None] * axis, axis=1)
        nearer = distance < best - 1e-9
        out[nearer], best[nearer] = n + clipped[nearer], distance[nearer]
    return out


def eye_frame(archive: Archive, rest: Floats) -> tuple[Floats, float]:
    """The point between the eyes and the distance of the eyes: the face's own unit."""
    left = rest[archive.groups["helper-l-eye"]].mean(axis=0)
    right = rest[archive.groups["helper-r-eye"]].mean(axis=0)
    return (left + right) / 2, float(np.linalg.norm(left - right))


def face_coordinates(archive: Archive, rest: Floats) -> Floats:
    centre, unit = eye_frame(archive, rest)
    out = np.zeros((len(rest), 4))
    out[:, :3] = (rest - centre) / unit
    for name in ("mouth/mouth-upperlip-volume-incr", "mouth/mouth-lowerlip-volume-incr"):
        if name in archive.targets:
            index, offset = offsets(archive, name)
            length = np.linalg.norm(offset, axis=1)
            out[index, 3] = np.maximum(out[index, 3], length / length.max())
    return out


def _scalp(archive: Archive, rest: Floats) -> Floats:
    """Signed height over the hairline in eye distances: high over the forehead, low at the nape, round the ears.

    The strands of ``helper-hair`` that would hang over the face are negative too.
    """
    centre, unit = eye_frame(archive, rest)
    at = (rest - centre) / unit
    hairline = np.interp(at[:, 2], HAIRLINE_Z, HAIRLINE_Y)
    scalp = at[:, 1] - hairline
    strands = archive.groups["helper-hair"]
    before = at[strands, 2] + 0.55 - 0.5 * np.maximum(at[strands, 1] - 0.9, 0) * 4
    scalp[strands] = -before
    for ear in ("l", "r"):
        index, offset = offsets(archive, f"ears/{ear}-ear-scale-incr")
        size = np.linalg.norm(offset, axis=1)
        scalp[index[size > 0.45 * size.max()]] = -1.0
    return scalp


def eye_centres(archive: Archive, rest: Floats) -> dict[str, Floats]:
    return {name: rest[archive.groups[name]].mean(axis=0) for name in ("helper-l-eye", "helper-r-eye")}


def triangles_of(archive: Archive, surface: str) -> Ints:
    """Triangles of one drawn surface; ValueError for a surface that is not drawn."""
    found = archive.faces.get(surface)
    if found is None:
        raise ValueError(f"{surface!r} is not a drawn surface; expected one of {sorted(archive.faces)}")
    return found
