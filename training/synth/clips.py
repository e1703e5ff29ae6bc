# SPDX-License-Identifier: Apache-2.0
"""Short clips of walking people with exact truth, to judge tracking by.

``python -m synth.clips --archive mpfb-cc0.tar.gz --motion cmu-30fps.tar.gz --out DIR --count N`` writes
``clip-000.mp4`` and ``clip-000.json``: COCO keypoints with a ``track_id`` for every frame (``images[].frame_index``,
``time_ms``). People cross and hide one another, leave and enter; who is not seen in a frame has no annotation there,
and of whom next to nothing is seen is marked ``iscrowd``. Needs ffmpeg.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import develop
from .archive import read_archive
from .coco import document
from .crowd import labels
from .motion import read_clips
from .people import figure
from .render import Renderer
from .scene import Scene
from .stage import random_camera, random_place
from .walk import Cycle, crossing_paths, cycle_of
from .wardrobe import random_look, random_shape

RATES = (10, 12, 15)


def write_clip(
    renderer: Renderer,
    cycles: Sequence[Cycle],
    photos: Sequence[develop.Pixels],
    seed: int,
    number: int,
    out: Path,
    lengths: tuple[float, float] = (4, 6),
    scale: int = 1,
) -> None:
    """Clip ``number``, between two ``lengths`` in seconds: it depends on the seed and its number only.

    ``scale`` times as many pixels on each side show the same people in the same places.
    """
    rng = np.random.default_rng((seed, number))
    archive = renderer.archive
    rate, seconds = int(rng.choice(RATES)), float(rng.uniform(*lengths))
    camera, distance = random_camera(rng)
    while not (3 < distance < 9 and camera.width > camera.height):
        camera, distance = random_camera(rng)
    camera = replace(camera, width=scale * camera.width, height=scale * camera.height)
    cast = []
    for _ in range(int(rng.integers(2, 6))):
        made = figure(archive, random_shape(rng, archive))
        cast.append((made, random_look(rng, made.shape, skirts=True), cycles[rng.integers(len(cycles))]))
    walkers = crossing_paths(rng, archive, camera, distance, cast, seconds)
    place = random_place(rng, [walker.body(archive, time) for walker in walkers for time in (0, seconds)])
    photo = prints = None
    if photos:
        prints = photos[rng.integers(len(photos))]
    if photos and rng.random() < 0.6:
        place = replace(place, kind="photo")
        photo = develop.backdrop(rng, photos[rng.integers(len(photos))], camera.width, camera.height)
    look = int(rng.integers(1 << 32))  # every frame is exposed alike, with a grain of its own
    images, people = [], []
    name = f"clip-{number:03d}"
    size = f"{camera.width}x{camera.height}"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size]
    command += ["-r", str(rate), "-i", "-", "-pix_fmt", "yuv420p", "-crf", "20", str(out / f"{name}.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for index in range(round(seconds * rate)):
            scene = Scene(camera, [walker.body(archive, index / rate) for walker in walkers], (), place, prints)
            picture = renderer.draw(scene)
            if photo is not None:
                picture = develop.over(picture, photo, np.random.default_rng(look))
            shot = develop.exposed(picture.rgb, np.random.default_rng(look), rng)
            encoder.stdin.write(np.asarray(shot).tobytes())
            images.append(
                {
                    "id": index + 1,
                    "file_name": f"{name}.mp4",
                    "frame_index": index,
                    "time_ms": round(1000 * index / rate, 3),
                    "width": camera.width,
                    "height": camera.height,
                }
            )
            for person in labels(archive, scene, picture):
                people.append({**person, "id": len(people) + 1, "image_id": index + 1})
    if encoder.returncode != 0:
        raise RuntimeError(f"ffmpeg ended with {encoder.returncode} while it wrote {name}.mp4")
    (out / f"{name}.json").write_text(json.dumps(document(images, people)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="mpfb-cc0.tar.gz")
    parser.add_argument("--motion", type=Path, required=True, help="cmu-30fps.tar.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the clips")
    parser.add_argument("--backgrounds", type=Path, help="backgrounds.tar: photos with nobody in them")
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scale", type=int, default=1, help="2: pictures of 800 px instead of 400")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    cycles = [cycle for clip in read_clips(arguments.motion, "walk/") if (cycle := cycle_of(clip))]
    photos = develop.read_backgrounds(arguments.backgrounds) if arguments.backgrounds else []
    with Renderer(read_archive(arguments.archive), shadow_size=768, fast=True) as renderer:
        for number in range(arguments.count):
            write_clip(renderer, cycles, photos, arguments.seed, number, arguments.out, scale=arguments.scale)
            print(f"{number + 1} of {arguments.count}", flush=True)


if __name__ == "__main__":
    main()
