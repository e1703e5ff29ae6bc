# SPDX-License-Identifier: Apache-2.0
"""The sample pictures of the project: ``python -m synth.samples --archive .../mpfb-cc0.tar.gz --out ../samples``.

Writes the pictures, ``samples.json`` (for the page) and ``people.json`` (COCO annotation of the rendered people).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from .archive import Archive, read_archive
from .body import Shape
from .camera import Camera
from .coco import annotations, document
from .people import Body, Garment, Look, Person, build
from .picture import Picture
from .pose import mirrored
from .presets import CHEER, DARK, DENIM, ON_HIPS, POINT, SIT, STAND, STRETCH, WALK, WAVE, shoes, tee, trousers, turned
from .render import Renderer
from .scene import Box, Place, Scene, seat_height

QUALITY = 85


@dataclass(frozen=True)
class Sample:
    file: str
    title: str
    compose: Callable[[Archive], Scene]


def waving(archive: Archive) -> Scene:
    man = Person(
        Shape(male=1, age=0.55, muscle=0.55),
        turned(WAVE, 8),
        Look(clothes=(trousers(DENIM), shoes((0.75, 0.73, 0.7)), tee((0.62, 0.18, 0.16)))),
    )
    place = Place(
        "room", ground=(0.62, 0.47, 0.34), wall=(0.80, 0.80, 0.76), wall_z=-1.8, light=(-0.5, 1.0, 0.75), seed=3
    )
    return Scene(Camera((0.15, 1.35, 3.3), (0.0, 1.0, 0)), [build(archive, man)], (), place)


def park(archive: Archive) -> Scene:
    woman = Person(
        Shape(male=0, age=0.5, origin={"african": 1}),
        turned(WALK, 42),
        Look(
            skin=(0.45, 0.30, 0.22),
            hair=(0.07, 0.05, 0.05),
            clothes=(trousers(DARK, leg=(-9, 1.75)), shoes((0.82, 0.25, 0.2)), tee((0.92, 0.78, 0.30), sleeve=0.3)),
        ),
        at=(-0.75, 0.15),
    )
    man = Person(
        Shape(male=1, age=0.72, weight=0.72),
        turned(mirrored(WALK), 30),
        Look(
            skin=(0.82, 0.63, 0.53),
            hair=(0.52, 0.50, 0.48),
            clothes=(
                trousers((0.46, 0.41, 0.33)),
                shoes((0.25, 0.17, 0.12)),
                tee((0.30, 0.42, 0.52), second=(0.85, 0.85, 0.82), pattern="checks", sleeve=1.9, trunk=(-0.12, 0.97)),
            ),
        ),
        at=(0.65, -0.35),
    )
    place = Place("park", ground=(0.40, 0.47, 0.24), light=(0.7, 0.9, 0.5), seed=11)
    return Scene(Camera((0.2, 1.40, 3.9), (0.0, 0.88, 0)), [build(archive, woman), build(archive, man)], (), place)


def stretching(archive: Archive) -> Scene:
    woman = Person(
        Shape(male=0.05, age=0.45, muscle=0.6, origin={"asian": 1}),
        turned(STRETCH, -12),
        Look(
            skin=(0.84, 0.66, 0.52),
            hair=(0.09, 0.07, 0.07),
            clothes=(
                trousers((0.18, 0.30, 0.33), inflate=0.004, loose=2),
                shoes((0.85, 0.85, 0.88)),
                tee((0.80, 0.40, 0.45), sleeve=0.15, inflate=0.010, loose=6),
            ),
        ),
    )
    mat = Box((0, 0, 0.05), (1.7, 0.012, 0.75), (0.25, 0.45, 0.55))
    place = Place(
        "hall", ground=(0.72, 0.62, 0.48), wall=(0.82, 0.84, 0.80), wall_z=-2.2, light=(0.6, 1.0, 0.8), seed=5
    )
    return Scene(Camera((-0.45, 1.15, 3.4), (0.0, 0.97, 0)), [build(archive, woman)], [mat], place)


def waiting(archive: Archive) -> Scene:
    def seated(person: Person) -> tuple[Body, float]:
        body = build(archive, person)
        return body, seat_height(archive, body)

    woman, high = seated(
        Person(
            Shape(male=0, age=0.6, weight=0.55),
            turned(SIT, -14),
            Look(
                hair=(0.42, 0.26, 0.14),
                hair_style="long",
                clothes=(
                    trousers((0.35, 0.20, 0.25)),
                    shoes(DARK),
                    tee((0.86, 0.84, 0.78), sleeve=1.9, trunk=(0.1, 0.97)),
                ),
            ),
            at=(-0.62, -0.3),
        )
    )
    girl, low = seated(
        Person(
            Shape(male=0, age=0.26, weight=0.5),
            turned(replace(SIT, bend={"Spine": (4, 0, 0), "Head": (0, -18, 0)}), 10),
            Look(
                hair=(0.55, 0.38, 0.20),
                clothes=(
                    trousers(DENIM, leg=(-9, 0.75)),
                    shoes((0.9, 0.9, 0.9)),
                    tee((0.35, 0.60, 0.42), second=(0.92, 0.90, 0.85), pattern="stripes", trunk=(0.1, 0.97)),
                ),
            ),
            at=(0.15, -0.25),
        )
    )
    man = build(
        archive,
        Person(
            Shape(male=1, age=0.5, weight=0.45, origin={"african": 0.4, "caucasian": 0.6}),
            turned(ON_HIPS, -18),
            Look(
                skin=(0.62, 0.44, 0.33),
                hair=(0.06, 0.05, 0.05),
                clothes=(trousers((0.24, 0.25, 0.28)), shoes((0.4, 0.25, 0.15)), tee((0.22, 0.36, 0.40), sleeve=1.95)),
            ),
            at=(0.95, -0.15),
        ),
    )
    seats = [
        Box((-0.64, 0, -0.40), (0.62, high, 0.55), (0.55, 0.36, 0.22)),
        Box((0.13, 0, -0.36), (0.55, low, 0.50), (0.38, 0.44, 0.48)),
    ]
    place = Place(
        "hall", ground=(0.70, 0.69, 0.66), wall=(0.78, 0.82, 0.84), wall_z=-1.5, light=(-0.6, 1.0, 0.9), seed=8
    )
    return Scene(Camera((0.1, 1.3, 3.6), (0.14, 0.84, 0)), [woman, girl, man], seats, place)


def street(archive: Archive) -> Scene:
    people = [
        Person(
            Shape(male=1, age=0.45, muscle=0.6),
            turned(CHEER, -10),
            Look(
                hair=(0.30, 0.19, 0.10),
                clothes=(trousers((0.28, 0.33, 0.30), leg=(-9, 0.85)), shoes(DARK), tee((0.90, 0.55, 0.18))),
            ),
            at=(-1.25, 0.1),
        ),
        Person(
            Shape(male=0, age=0.5, origin={"asian": 1}),
            turned(mirrored(STAND), 20),
            Look(
                skin=(0.86, 0.69, 0.56),
                hair=(0.08, 0.06, 0.06),
                hair_style="long",
                clothes=(
                    shoes((0.3, 0.1, 0.12)),
                    tee((0.93, 0.92, 0.90), sleeve=0.9),
                    Garment(
                        (0.25, 0.32, 0.55), surface="helper-skirt", leg=(-0.6, 0.9), trunk=(-9, 0.36), inflate=0.022
                    ),
                ),
            ),
            at=(-0.25, -0.65),
        ),
        Person(
            Shape(male=1, age=0.8, weight=0.6, origin={"african": 1}),
            turned(POINT, 12),
            Look(
                skin=(0.36, 0.24, 0.18),
                hair=(0.45, 0.44, 0.43),
                clothes=(trousers((0.55, 0.50, 0.42)), shoes((0.2, 0.15, 0.12)), tee((0.35, 0.45, 0.30), sleeve=1.2)),
            ),
            at=(0.75, -0.1),
        ),
        Person(
            Shape(male=0, age=0.24),
            turned(WAVE, -15),
            Look(
                hair=(0.60, 0.45, 0.25),
                clothes=(trousers((0.55, 0.25, 0.40)), shoes((0.9, 0.9, 0.9)), tee((0.55, 0.75, 0.85), sleeve=1.9)),
            ),
            at=(1.55, 0.35),
        ),
    ]
    crate = Box((1.0, 0, 0.75), (0.5, 0.42, 0.4), (0.60, 0.45, 0.28), turn=18)
    place = Place("street", ground=(0.62, 0.60, 0.57), light=(-0.6, 0.9, 0.7), seed=2)
    return Scene(Camera((0.0, 1.45, 4.7), (0.1, 0.95, 0)), [build(archive, p) for p in people], [crate], place)


SAMPLES = (
    Sample("waving.jpg", "Waving in a room", waving),
    Sample("park.jpg", "Two people walking", park),
    Sample("stretching.jpg", "Stretching", stretching),
    Sample("waiting.jpg", "Two seated, one standing", waiting),
    Sample("street.jpg", "Four people in the street", street),
)


def finish(picture: Picture, seed: int) -> Image.Image:
    """A little grain, as a camera would add."""
    grain = np.random.default_rng(seed).normal(0, 2.2, picture.rgb.shape[:2])[:, :, None]
    return Image.fromarray(np.clip(picture.rgb + grain, 0, 255).astype(np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="mpfb-cc0.tar.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--only", help="the name of one picture, without .jpg")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    archive = read_archive(arguments.archive)
    images: list[dict[str, object]] = []
    people: list[dict[str, object]] = []
    listed: list[dict[str, object]] = []
    with Renderer(archive) as renderer:
        for number, sample in enumerate(SAMPLES, start=1):
            if arguments.only not in (None, sample.file.removesuffix(".jpg")):
                continue
            scene = sample.compose(archive)
            picture = renderer.draw(scene)
            finish(picture, number).save(arguments.out / sample.file, quality=QUALITY, optimize=True)
            height, width = picture.ids.shape
            images.append({"id": number, "file_name": sample.file, "width": width, "height": height, "license": 1})
            people.extend(annotations(archive, scene, picture, number, len(people) + 1))
            listed.append({"file": sample.file, "title": sample.title, "people": len(scene.people)})
    if arguments.only is None:
        Image.fromarray(data.astronaut()).save(arguments.out / "astronaut.jpg", quality=QUALITY, optimize=True)
        listed.append({"file": "astronaut.jpg", "title": "Astronaut Eileen Collins", "people": 1})
        (arguments.out / "people.json").write_text(json.dumps(document(images, people)) + "\n")
        (arguments.out / "samples.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
