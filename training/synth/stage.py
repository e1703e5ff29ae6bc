# SPDX-License-Identifier: Apache-2.0
"""Random cameras, places and props: where people stand and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .archive import Archive, Floats
from .body import joint
from .camera import Camera
from .people import Body
from .scene import Box, Place, seat_height
from .wardrobe import random_colour

HEIGHT = 1.7
"""Metres of the person by whom distances are chosen."""
SIZES = ((400, 300), (400, 266), (384, 384), (416, 234), (300, 400), (266, 400), (234, 416))
APART = 0.42
SMALLEST = 30
"""Pixels of the height of somebody far away."""


def random_camera(rng: np.random.Generator) -> tuple[Camera, float]:
    """A camera at x = 0 that looks towards -z, and its distance to the main person (30 px high to far beyond full)."""
    width, height = SIZES[rng.choice(len(SIZES), p=[0.34, 0.2, 0.1, 0.1, 0.14, 0.08, 0.04])]
    fov = float(rng.uniform(28, 62))
    focal = height / 2 / np.tan(np.radians(fov) / 2)
    pixels = float(np.exp(rng.uniform(np.log(80), np.log(2.0 * height))))
    distance = max(0.9, focal * HEIGHT / pixels)
    kind = rng.random()
    if kind < 0.7:
        eye = rng.uniform(1.1, 1.75)
    elif kind < 0.86:
        eye = rng.uniform(2.0, 2.0 + min(4.0, 0.7 * distance))
    else:
        eye = rng.uniform(0.25, 0.9)
    seen = 2 * distance * np.tan(np.radians(fov) / 2)
    if seen > 1.25 * HEIGHT:
        aim = 0.5 * HEIGHT + rng.uniform(-0.3, 0.3) * (seen - HEIGHT)
    else:
        aim = rng.uniform(0.45, 0.85) * HEIGHT
    roll = float(rng.normal(0, 2.5) if rng.random() < 0.8 else rng.normal(0, 9))
    return Camera((0.0, float(eye), 0.0), (0.0, float(aim), -float(distance)), width, height, fov, roll), distance


def random_spots(rng: np.random.Generator, camera: Camera, distance: float, count: int) -> list[Floats]:
    """x and z of people: the main one in the picture, others nearer and farther, some close to somebody."""
    focal = camera.focal
    spots = [np.array([_across(rng, camera, focal, distance, 0.35), -distance])]
    for _ in range(12 * count):
        if len(spots) == count:
            break
        if rng.random() < 0.4:
            angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(APART, 0.9)
            spot = spots[rng.integers(len(spots))] + away * np.array([np.cos(angle), np.sin(angle)])
        else:
            depth = float(np.clip(distance * np.exp(rng.normal(0.15, 0.5)), 0.9, focal * HEIGHT / SMALLEST))
            spot = np.array([_across(rng, camera, focal, depth, 0.55), -depth])
        if spot[1] < -0.8 and min(np.linalg.norm(spot - other) for other in spots) >= APART:
            spots.append(spot)
    return spots


def _across(rng: np.random.Generator, camera: Camera, focal: float, depth: float, reach: float) -> float:
    """x of somebody at a depth; ``reach`` 0.5 is the picture's edge."""
    return float(rng.uniform(-reach, reach)) * camera.width / focal * depth


def random_place(rng: np.random.Generator, people: Sequence[Body]) -> Place:
    """Surroundings and light. Rooms are for people who are not too far apart."""
    depths = [float(body.posed[:, 2].min()) for body in people]
    far = min(depths, default=-3.0)
    kinds = ("room", "hall", "park", "street") if far > -9 else ("park", "street")
    angle, rise = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 1.6)
    sun = float(rng.uniform(0.5, 2.8))
    return Place(
        kind=str(rng.choice(kinds)),
        ground=_earthy(rng),
        wall=_earthy(rng),
        wall_z=far - float(rng.uniform(0.4, 2.5)),
        light=(float(np.cos(angle)), float(rise), float(np.sin(angle))),
        sun=sun,
        ambient=float(rng.uniform(0.45, 1.1) + 0.12 * (2.8 - sun)),
        seed=float(rng.uniform(0, 50)),
    )


def _earthy(rng: np.random.Generator) -> tuple[float, float, float]:
    grey = rng.uniform(0.3, 0.85)
    r, g, b = (float(v) for v in np.clip(grey + rng.normal(0, 0.08, 3), 0.1, 0.95))
    return r, g, b


def seat_of(rng: np.random.Generator, archive: Archive, body: Body) -> list[Box]:
    """A block, stool or chair under a seated person, sometimes with a table before them."""
    high = seat_height(archive, body)
    yaw = body.person.pose.turn[1]
    facing = np.array([np.sin(np.radians(yaw)), np.cos(np.radians(yaw))])
    pelvis = joint(archive, body.posed, "pelvis")[[0, 2]]
    scale = max(0.6, high / 0.45)
    middle, wide, deep = pelvis + 0.08 * facing, 0.52 * scale, 0.50 * scale
    colour = random_colour(rng)

    def box(forward: float, aside: float, base: float, size: tuple[float, float, float]) -> Box:
        x, z = middle + forward * facing + aside * np.array([facing[1], -facing[0]])
        return Box((float(x), base, float(z)), size, colour, yaw)

    kind = rng.random()
    if kind < 0.4:
        out = [box(0, 0, 0.0, (wide, high, deep))]
    else:
        out = [box(0, 0, high - 0.05, (wide, 0.05, deep))]
        legs = [(s * 0.43 * deep, t * 0.43 * wide) for s in (-1, 1) for t in (-1, 1)]
        out += [box(s, t, 0.0, (0.04, max(0.02, high - 0.05), 0.04)) for s, t in legs]
    if kind > 0.25:
        out.append(box(-0.5 * deep - 0.06, 0, high - 0.05, (wide, float(rng.uniform(0.3, 0.6)), 0.04)))
    if rng.random() < 0.25:
        top = high + float(rng.uniform(0.2, 0.3)) * scale
        size = (float(rng.uniform(0.8, 1.6)), 0.04, float(rng.uniform(0.5, 0.8)))
        out.append(box(0.45 * scale + size[2] / 2, 0, top, size))
        out += [box(0.45 * scale + size[2] / 2, s * 0.45 * size[0], 0.0, (0.05, top, 0.05)) for s in (-1, 1)]
    return out


def held_thing(rng: np.random.Generator, archive: Archive, body: Body) -> Box:
    """A telephone, book, bag or stick at a hand."""
    side = "lr"[rng.integers(2)]
    x, y, z = (float(v) for v in joint(archive, body.posed, f"{side}-finger-3-1"))
    sizes = ((0.08, 0.15, 0.02), (0.2, 0.26, 0.03), (0.32, 0.3, 0.12), (0.04, 0.7, 0.04), (0.22, 0.22, 0.22))
    size = sizes[rng.integers(len(sizes))]
    hangs = size[1] > 0.2 and size[1] < 0.5
    base = y - size[1] if hangs else y - size[1] / 2
    return Box((x, max(0.0, base), z), size, random_colour(rng), float(rng.uniform(0, 180)))


def standing_things(rng: np.random.Generator, camera: Camera, people: Sequence[Body]) -> list[Box]:
    """Crates, low walls and posts; most of them between the camera and somebody."""
    out = []
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.62, 0.22, 0.11, 0.05]))):
        body = people[rng.integers(len(people))]
        x, z = body.person.at
        share = float(rng.uniform(0.45, 0.9))
        shapes = (
            (rng.uniform(0.3, 0.8), rng.uniform(0.2, 0.9), rng.uniform(0.3, 0.6)),
            (rng.uniform(1.0, 3.0), rng.uniform(0.3, 1.1), 0.15),
            (rng.uniform(0.08, 0.25), rng.uniform(1.5, 3.0), rng.uniform(0.08, 0.25)),
        )
        width, height, depth = (float(v) for v in shapes[rng.choice(3, p=[0.5, 0.25, 0.25])])
        place = np.array([x, z]) * share + np.array([rng.normal(0, 0.35), 0])
        nearest = min(np.linalg.norm(place - np.array(other.person.at)) for other in people)
        if width > -0.6 * place[1] or nearest < 0.3 + max(width, depth) / 2:
            continue
        out.append(Box((float(place[0]), 0.0, float(place[1])), (width, height, depth), random_colour(rng),
                       float(rng.uniform(0, 180))))  # fmt: skip
    return out
