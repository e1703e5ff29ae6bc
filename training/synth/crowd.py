# SPDX-License-Identifier: Apache-2.0
"""A training pack of random rendered people.

``python -m synth.crowd --archive mpfb-cc0.tar.gz --out DIR --count N --seed S [--motion ...] [--backgrounds ...]``
writes ``synthetic.tar`` and ``synthetic.json`` (COCO format, every person boxed). A picture depends on the seed and its
number only; the same command again goes on where it stopped.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from . import develop
from .archive import Archive, Floats, read_archive
from .body import joint
from .coco import annotations
from .keypoints import SEEN
from .motion import Clip, read_clips
from .pack import PackWriter
from .people import Body, Figure, Person, build, figure
from .picture import Picture
from .render import Renderer
from .repertoire import FLOOR, LIE, SEAT, STAND, Act, random_act
from .scene import Scene
from .stage import held_thing, random_camera, random_place, random_spots, seat_of, standing_things
from .wardrobe import random_look, random_shape

HEADCOUNT = np.array([0.20, 0.20, 0.18, 0.14, 0.10, 0.08, 0.06, 0.04])
"""How often a scene has 1 to 8 people."""
PHOTOS = 0.7
FIGURES = 160
PART = 50
FEW_PIXELS = 40
NEAR_SHARE = 0.15
"""Hidden joints further than this share of the visible box's longer side from it are not labelled."""


def random_person(
    rng: np.random.Generator, archive: Archive, figures: Sequence[Figure], clips: Sequence[Clip], at: Floats
) -> tuple[Body, Act]:
    """Somebody at a place (x, z) on the ground; a pose with arms in the trunk is drawn again, at most twice."""
    made = figures[rng.integers(len(figures))]
    yaw = float(rng.normal(0, 45) if rng.random() < 0.6 else rng.uniform(-180, 180))
    body = act = None
    for _ in range(3):
        act = random_act(rng, clips)
        pitch, own, roll = act.pose.turn
        pose = replace(act.pose, turn=(pitch, own + yaw, roll))
        look = random_look(rng, made.shape, skirts=act.support == STAND)
        body = build(archive, Person(made.shape, pose, look, (float(at[0]), float(at[1])), act.lift), made)
        if not arms_in_trunk(archive, body):
            break
    assert body is not None and act is not None
    return body, act


def arms_in_trunk(archive: Archive, body: Body) -> bool:
    """Whether an elbow or a wrist lies inside the trunk: nearer to the spine than half the breadth of the shoulders."""
    low, high = (joint(archive, body.posed, name) for name in ("pelvis", "neck"))
    left, right = (joint(archive, body.posed, f"{side}-shoulder") for side in "lr")
    radius = 0.36 * np.linalg.norm(left - right)
    axis = high - low
    for side in "lr":
        for name in ("elbow", "hand"):
            point = joint(archive, body.posed, f"{side}-{name}")
            t = float(np.clip((point - low) @ axis / (axis @ axis), -0.1, 1))
            if np.linalg.norm(point - low - t * axis) < radius:
                return True
    return False


def random_scene(
    rng: np.random.Generator,
    archive: Archive,
    figures: Sequence[Figure],
    clips: Sequence[Clip],
    prints: Sequence[develop.Pixels],
    photo: bool,
    headcount: Floats = HEADCOUNT,
) -> Scene:
    """Camera, people, seats, things in the way and a place."""
    camera, distance = random_camera(rng)
    count = 1 + int(rng.choice(len(headcount), p=headcount))
    people, boxes = [], []
    for spot in random_spots(rng, camera, distance, count):
        body, act = random_person(rng, archive, figures, clips, spot)
        people.append(body)
        if act.support == SEAT:
            boxes += seat_of(rng, archive, body)
        if rng.random() < 0.15 and act.support not in (LIE, FLOOR):
            boxes.append(held_thing(rng, archive, body))
    boxes += standing_things(rng, camera, people)
    place = random_place(rng, people)
    if photo:
        place = replace(place, kind="photo")
    return Scene(camera, people, boxes, place, prints[rng.integers(len(prints))] if prints else None)


def labels(archive: Archive, scene: Scene, picture: Picture) -> list[dict[str, Any]]:
    """COCO annotations as people would label: hidden joints only near what is seen of the person.

    Somebody of whom next to nothing is seen is marked as a crowd, which training ignores.
    """
    out = annotations(archive, scene, picture, 0, 1)
    for person in out:
        x, y, width, height = person["bbox"]
        margin = NEAR_SHARE * max(width, height)
        flat = np.array(person["keypoints"], dtype=np.float64).reshape(-1, 3)
        near = (flat[:, :2] >= [x - margin, y - margin]) & (flat[:, :2] <= [x + width + margin, y + height + margin])
        flat[(flat[:, 2] != SEEN) & ~near.all(axis=1)] = 0
        if person["area"] < FEW_PIXELS or np.count_nonzero(flat[:, 2] == SEEN) < 2:
            flat[:] = 0
            person["iscrowd"] = 1
        person["keypoints"] = [round(float(v), 2) if i % 3 < 2 else int(v) for i, v in enumerate(flat.reshape(-1))]
        person["num_keypoints"] = int(np.count_nonzero(flat[:, 2]))
        del person["keypoints3d"]
    return out


class Studio:
    """Everything that pictures are made of; people are of ``count`` figures, in ever new poses, looks and places."""

    def __init__(
        self,
        renderer: Renderer,
        clips: Sequence[Clip],
        photos: Sequence[develop.Pixels],
        seed: int,
        count: int = FIGURES,
        headcount: Floats = HEADCOUNT,
    ) -> None:
        self.renderer, self.clips, self.photos, self.seed = renderer, clips, photos, seed
        self.headcount = headcount
        rng = np.random.default_rng(seed)
        archive = renderer.archive
        self.figures = [figure(archive, random_shape(rng, archive)) for _ in range(count)]

    def shoot(self, number: int) -> tuple[Any, Scene, Picture]:
        """Picture ``number``: as a camera gives it, its scene, and what was rendered (it tells what is hidden)."""
        rng, scene = self.arrange(number)
        image, picture = self.expose(rng, scene, self.renderer.draw(scene))
        return image, scene, picture

    def arrange(self, number: int) -> tuple[np.random.Generator, Scene]:
        """The scene of picture ``number``, and the chance that ``expose`` goes on with."""
        rng = np.random.default_rng((self.seed, number))
        photo = bool(self.photos) and rng.random() < PHOTOS
        archive, headcount = self.renderer.archive, self.headcount
        return rng, random_scene(rng, archive, self.figures, self.clips, self.photos, photo, headcount)

    def expose(
        self, rng: np.random.Generator, scene: Scene, picture: Picture, like: Picture | None = None
    ) -> tuple[Any, Picture]:
        """As a camera gives a rendered picture, and that picture before its photo; ``like`` as in ``develop.over``."""
        size = (scene.camera.width, scene.camera.height)
        if scene.place.kind == "photo":
            picture = develop.over(picture, develop.backdrop(rng, self._photo(rng), *size), rng, like)
        if self.photos and rng.random() < 0.12:
            picture = develop.behind(picture, develop.backdrop(rng, self._photo(rng), *size), rng)
        return develop.exposed(picture.rgb, rng), picture

    def _photo(self, rng: np.random.Generator) -> develop.Pixels:
        return self.photos[rng.integers(len(self.photos))]


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Where bodies, poses and photos come from."""
    parser.add_argument("--archive", type=Path, required=True, help="mpfb-cc0.tar.gz")
    parser.add_argument("--motion", type=Path, help="cmu-30fps.tar.gz: poses of motion capture")
    parser.add_argument("--backgrounds", type=Path, help="backgrounds.tar: photos with nobody in them")


def read_sources(arguments: argparse.Namespace) -> tuple[Archive, list[Clip], list[develop.Pixels]]:
    """What `add_sources` asked for; no poses and no photos where none were named."""
    clips = read_clips(arguments.motion) if arguments.motion else []
    photos = develop.read_backgrounds(arguments.backgrounds) if arguments.backgrounds else []
    return read_archive(arguments.archive), clips, photos


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument("--count", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=0)
    add_sources(parser)
    arguments = parser.parse_args()
    archive, clips, photos = read_sources(arguments)
    pack = PackWriter(arguments.out, "synthetic")
    with Renderer(archive, shadow_size=768, fast=True) as renderer:
        studio = Studio(renderer, clips, photos, arguments.seed)
        while len(pack) < arguments.count:
            image, scene, picture = studio.shoot(len(pack))
            facts = {"split": "train", "detail": "full", "all_people_boxed": True}
            pack.add(image, facts, labels(archive, scene, picture))
            if len(pack) % PART == 0 or len(pack) == arguments.count:
                pack.flush()
                print(f"{len(pack)} of {arguments.count}", flush=True)


if __name__ == "__main__":
    main()
