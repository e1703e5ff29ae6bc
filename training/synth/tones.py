# SPDX-License-Identifier: Apache-2.0
"""The same rendered people in several skin tones and in dark, middling and light clothes, to judge a swarm by.

``python -m synth.tones --archive mpfb-cc0.tar.gz --out DIR --count N --seed S [--motion ...] [--backgrounds ...]``
writes a folder for each of ``mst-2``, ``mst-4``, ``mst-7``, ``mst-9``, ``lightest`` and ``darkest`` (the ends of what
the first thirteen swarms were trained on), ``dark``, ``mid``, ``light`` (clothes) and ``as-they-come``: pictures and
people.json (COCO format).
All folders have the same people, poses, clothes, cameras, places, light, noise and labels; only the colour of the skin
or of the clothes differs. One to three people a picture, none of them small.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from .coco import document
from .crowd import Studio, add_sources, labels, read_sources
from .people import Look
from .render import Renderer
from .scene import Scene
from .tints import is_fit, variants

HEADCOUNT = np.array([0.4, 0.35, 0.25])


def dressed(scene: Scene, change: Callable[[Look], Look]) -> Scene:
    """The scene with everybody's look changed; nothing moves."""
    people = [replace(body, person=replace(body.person, look=change(body.person.look))) for body in scene.people]
    return replace(scene, people=people)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the folders")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--only", nargs="+", choices=list(variants()), help="not all of the folders")
    add_sources(parser)
    arguments = parser.parse_args()
    archive, clips, photos = read_sources(arguments)
    looks = {name: change for name, change in variants().items() if name in (arguments.only or variants())}
    for name in looks:
        (arguments.out / name).mkdir(parents=True, exist_ok=True)
    images: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    with Renderer(archive, shadow_size=768, fast=True) as renderer:
        studio = Studio(renderer, clips, photos, arguments.seed, headcount=HEADCOUNT)
        number = 0
        while len(images) < arguments.count:
            rng, scene = studio.arrange(number)
            number += 1
            plain = renderer.draw(scene)
            _, shown = studio.expose(deepcopy(rng), scene, plain)
            found = labels(archive, scene, shown)
            if not is_fit(found):
                continue
            image_id, size = len(images) + 1, {"width": scene.camera.width, "height": scene.camera.height}
            images.append({"id": image_id, "file_name": f"{image_id:04d}.png", **size})
            people += [{**p, "id": len(people) + k, "image_id": image_id} for k, p in enumerate(found, start=1)]
            for name, change in looks.items():
                picture = renderer.draw(dressed(scene, change))
                # Cameras and photos answer to the people as they come: darker ones get no more light than others.
                image, _ = studio.expose(deepcopy(rng), scene, picture, plain)
                image.save(arguments.out / name / images[-1]["file_name"])
            print(f"{len(images)} of {arguments.count}, {len(people)} people, {number} scenes", flush=True)
    for name in looks:
        (arguments.out / name / "people.json").write_text(dumps(document(images, people)))


if __name__ == "__main__":
    main()
