# SPDX-License-Identifier: Apache-2.0
"""What is in a picture: people, boxes (seats, tables, things in the way), a plain place and its light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .archive import Archive, Floats
from .camera import Camera
from .people import Body, Colour


@dataclass(frozen=True)
class Box:
    """A prop with its sides along the axes, turned about y: centre of its floor, size, colour (sRGB)."""

    at: tuple[float, float, float]
    size: tuple[float, float, float]
    colour: Colour
    turn: float = 0.0


@dataclass(frozen=True)
class Place:
    """Procedural surroundings: ``room`` and ``hall`` have a floor and a back wall, ``park`` and ``street`` a horizon.

    ``photo`` has nothing but the shadows on its ground: the picture is to be laid over a photo.
    """

    kind: str = "room"
    """room, park, street, hall or photo."""
    ground: Colour = (0.55, 0.45, 0.35)
    wall: Colour = (0.80, 0.78, 0.72)
    wall_z: float = -2.5
    light: tuple[float, float, float] = (0.4, 1.0, 0.6)
    """Direction towards the light."""
    sun: float = 2.2
    ambient: float = 0.75
    seed: float = 0.0


@dataclass(frozen=True)
class Scene:
    camera: Camera
    people: Sequence[Body]
    boxes: Sequence[Box] = ()
    place: Place = Place()
    print: NDArray[np.uint8] | None = None
    """[h, w, 3] what garments with the pattern ``print`` show."""


def box_mesh(box: Box) -> tuple[Floats, Floats]:
    """Corners [36, 3] of the triangles of a box and their normals."""
    unit = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (0, 1) for z in (-0.5, 0.5)])
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    facing = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]], dtype=np.float64)
    angle = np.radians(box.turn)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    corners = (unit * np.array(box.size)) @ turn.T + np.array(box.at)
    order = [corner for a, b, c, d in sides for corner in (a, b, c, a, c, d)]
    return corners[order], np.repeat(facing @ turn.T, 6, axis=0)


def seat_height(archive: Archive, body: Body) -> float:
    """Height of the underside of a sitting person's thighs: where the top of a seat belongs."""
    thighs = archive.groups["body"]
    leg = body.region[thighs, 1]
    near_hip = thighs[(leg > -0.2) & (leg < 0.35)]
    return float(body.posed[near_hip, 1].min())
