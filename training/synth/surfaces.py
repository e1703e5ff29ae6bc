# SPDX-License-Identifier: Apache-2.0
"""The drawn surfaces with a numbering of their own, and what is drawn of people: one layer for each surface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .archive import Archive, Floats, Ints
from .people import ANY, Body, Garment, eye_centres, triangles_of
from .scene import Box, Scene, box_mesh
from .skin import normals, smoothed

SKIN, CLOTH, HAIR, EYE, THING = range(5)
BOX_SURFACE = "box"
CELL = 0.02
"""Metres: the coarse surfaces have at most one vertex in a cube of this size."""


@dataclass(frozen=True)
class Surface:
    vertices: Ints
    """The archive's numbers of the vertices that are used."""
    triangles: Ints
    """[n, 3] places in ``vertices``."""
    coarse: Ints
    """[m, 3] far fewer triangles of the same vertices, for people far away."""


@dataclass(frozen=True)
class Layer:
    triangles: Ints
    """[n, 3] places in ``vertices``."""
    vertices: NDArray[np.float32]
    """[n, 17]: position, normal, region, face, rest."""
    material: int
    base: tuple[float, float, float]
    id: float
    garment: Garment | None = None
    bias: float = 0.0
    inflate: float = 0.0
    scalp_min: float = -99.0
    eye: tuple[float, float, float] = (0.0, 0.0, 0.0)
    hair: tuple[float, float, float] = (0.0, 0.0, 0.0)


def surfaces(archive: Archive) -> dict[str, Surface]:
    """All drawn surfaces by name, and the box."""
    sides = np.arange(36).reshape(-1, 3)
    out = {BOX_SURFACE: Surface(np.arange(36), sides, sides)}
    for name in archive.faces:
        used, places = np.unique(triangles_of(archive, name), return_inverse=True)
        triangles = places.reshape(-1, 3)
        out[name] = Surface(used, triangles, clustered(archive.vertices[used], triangles))
    return out


def clustered(vertices: Floats, triangles: Ints) -> Ints:
    """The triangles left when all vertices of a cell of CELL metres are moved to one of them."""
    _, cell = np.unique(np.floor(vertices / CELL), axis=0, return_inverse=True)
    _, first = np.unique(cell, return_index=True)
    moved = first[cell.reshape(-1)][triangles]
    distinct = (moved[:, 0] != moved[:, 1]) & (moved[:, 1] != moved[:, 2]) & (moved[:, 2] != moved[:, 0])
    return moved[distinct]


def layers(archive: Archive, drawn: Mapping[str, Surface], scene: Scene, far: float = np.inf) -> Iterator[Layer]:
    """What is drawn of a scene, person after person, from the skin outwards; coarse beyond ``far`` metres."""
    for number, body in enumerate(scene.people, start=1):
        look = body.person.look
        coarse = float(scene.camera.project(body.posed[:1])[0, 2]) > far

        def triangles(name: str, coarse: bool = coarse) -> Ints:
            return drawn[name].coarse if coarse else drawn[name].triangles

        bare, skin = mesh(drawn["body"], body), triangles("body")
        yield Layer(skin, bare, SKIN, look.skin, number, hair=look.hair)
        for name, centre in eye_centres(archive, body.rest).items() if not coarse else ():
            x, y, z = (float(c) for c in centre)
            yield Layer(triangles(name), mesh(drawn[name], body), EYE, look.eyes, number, eye=(x, y, z))
        for depth, garment in enumerate(look.clothes, start=1):
            surface, bias = drawn[garment.surface], 0.008 + 0.006 * depth
            cloth = mesh(surface, body, 0 if coarse else garment.loose)
            kept = uncut(triangles(garment.surface), cloth, garment)
            yield Layer(kept, cloth, CLOTH, garment.colour, number, garment, bias, garment.inflate, garment.scalp)
        if look.hair_style == "long":
            strands = mesh(drawn["helper-hair"], body)
            kept = triangles("helper-hair")
            yield Layer(kept, strands, HAIR, look.hair, number, inflate=0.002, bias=0.004, scalp_min=0.0)
        if look.hair_style in ("short", "long"):
            kept = uncut(skin, bare, Garment(look.hair, scalp=0.0))
            yield Layer(kept, bare, HAIR, look.hair, number, bias=0.004, inflate=0.009, scalp_min=0.0)
    for box in scene.boxes:
        yield Layer(drawn[BOX_SURFACE].triangles, _box_vertices(box), THING, box.colour, -1)


def uncut(triangles: Ints, vertices: NDArray[np.float32], garment: Garment) -> Ints:
    """The triangles of which ``cuts.glsl`` may leave something: not all of their corners are cut by the same rule."""
    sleeve, leg, trunk, scalp = vertices[:, 6:10].T
    off_arms = sleeve < -0.5
    rules = (
        sleeve > garment.sleeve,
        leg < garment.leg[0],
        leg > garment.leg[1],
        scalp < garment.scalp,
        off_arms & (trunk < garment.trunk[0]),
        off_arms & (trunk > garment.trunk[1]),
    )
    gone = np.zeros(len(triangles), dtype=bool)
    for rule in rules:
        gone |= rule[triangles].all(axis=1)
    return triangles[~gone]


def mesh(surface: Surface, body: Body, loose: int = 0) -> NDArray[np.float32]:
    """[n, 17]: position, normal, region, face, rest of the vertices of a surface."""
    used = surface.vertices
    posed, region, rest = body.posed[used], body.region[used], body.rest[used]
    if loose:
        # What is cut and printed by position must move with the cloth, or hems and stripes become wavy.
        moved = smoothed(np.concatenate([posed, rest, region[:, 2:3]], axis=1), surface.triangles, loose)
        posed, rest = moved[:, :3], moved[:, 3:6]
        region = np.column_stack([region[:, :2], moved[:, 6], region[:, 3]])
    facing = normals(posed, surface.triangles)
    return np.concatenate([posed, facing, region, body.face[used], rest], axis=1).astype(np.float32)


def material_uniforms(layer: Layer, patterns: tuple[str, ...]) -> dict[str, object]:
    """The uniforms of the person programs that a layer sets."""
    garment = layer.garment
    return {
        "id": layer.id,
        "material": layer.material,
        "base": layer.base,
        "second": (garment.second or garment.colour) if garment else layer.base,
        "pattern": patterns.index(garment.pattern) if garment else 0,
        "hair": layer.hair,
        "brows": 0.85,
        "eye_centre": layer.eye,
        "inflate": layer.inflate,
        "bias": layer.bias,
        "sleeve_max": garment.sleeve if garment else 9.0,
        "leg_range": garment.leg if garment else ANY,
        "trunk_range": garment.trunk if garment else ANY,
        "neck": garment.neck if garment else 0.0,
        "scalp_min": layer.scalp_min,
    }


def _box_vertices(box: Box) -> NDArray[np.float32]:
    corners, facing = box_mesh(box)
    rest = np.zeros((len(corners), 11))
    rest[:, 0] = rest[:, 1] = -1.0
    return np.concatenate([corners, facing, rest], axis=1).astype(np.float32)
