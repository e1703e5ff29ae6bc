# SPDX-License-Identifier: Apache-2.0
"""A clip of known repetitions: ``python -m synth.squats --archive .../mpfb-cc0.tar.gz --out FILE.webm``.

A rendered person (CC0 body) squats ``SQUATS`` times, each at its own pace and depth, and fidgets half-way. Weights that
cannot count them are not to be released (`test/cli/video/squats.test.ts`). Needs ffmpeg with libvpx-vp9 on the path.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from .archive import read_archive
from .body import Shape
from .camera import Camera
from .clip import encode
from .people import Look, Person, build
from .pose import Pose, Vector
from .presets import DARK, shoes, tee, trousers
from .render import Renderer
from .samples import finish
from .scene import Place, Scene

SQUATS = 8
FPS = 12
REST = 0.5
"""Seconds of standing before the first squat and after the last one."""
HEADING = 35.0
"""Degrees that the person is turned away from the camera: knees bend in depth as much as in the picture."""
STANDING = {
    "LeftUpLeg": (0.12, -1.0, 0.03), "LeftLeg": (0.05, -1.0, -0.05),
    "LeftArm": (0.18, -1.0, 0.05), "LeftForeArm": (0.10, -1.0, 0.22),
}  # fmt: skip
LOW = {
    "LeftUpLeg": (0.35, -0.15, 0.93), "LeftLeg": (0.05, -0.92, -0.40),
    "LeftArm": (0.15, -0.1, 1.0), "LeftForeArm": (-0.05, 0.05, 1.0),
}  # fmt: skip
LEAN = 34.0
"""Degrees that the trunk leans forward when the person is low."""


def pose_at(depth: float) -> Pose:
    """``depth``: 0 stands, 1 has the thighs level with the ground."""
    aim: dict[str, Vector] = {}
    for name, high in STANDING.items():
        x, y, z = ((1 - depth) * a + depth * b for a, b in zip(high, LOW[name], strict=True))
        aim[name] = (x, y, z)
        aim[name.replace("Left", "Right")] = (-x, y, z)
    lean = LEAN * depth / 2
    return Pose(turn=(0.0, HEADING, 0.0), bend={"Hips": (lean, 0, 0), "LowerBack": (lean, 0, 0)}, aim=aim)


def depths(seed: int) -> list[float]:
    """How low the person is, by frame: squats of 1.5 to 2.4 seconds, .85 to 1 deep, and .12 of fidgeting half-way."""
    rng = np.random.default_rng(seed)
    out = [0.0] * round(REST * FPS)
    for number in range(SQUATS):
        if number == SQUATS // 2:
            out += [0.12 * float(np.sin(0.9 * frame)) ** 2 for frame in range(round(1.5 * FPS))]
        count, depth = round(rng.uniform(1.5, 2.4) * FPS), float(rng.uniform(0.85, 1.0))
        out += [depth * float(np.sin(np.pi * frame / count)) ** 2 for frame in range(count)]
    return out + [0.0] * round(REST * FPS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="mpfb-cc0.tar.gz")
    parser.add_argument("--out", type=Path, required=True, help="the clip, .webm")
    arguments = parser.parse_args()
    archive = read_archive(arguments.archive)
    athlete = Person(
        Shape(male=0.8, age=0.5, muscle=0.7),
        look=Look(
            skin=(0.45, 0.30, 0.22), clothes=(trousers(DARK), shoes((0.8, 0.8, 0.8)), tee((0.2, 0.45, 0.6), sleeve=0.5))
        ),
    )
    place = Place("room", ground=(0.55, 0.42, 0.30), light=(0.4, 0.9, 0.6), seed=5)
    camera = Camera((0.0, 1.2, 4.4), (0.0, 0.85, 0.0), width=320, height=320)
    with Renderer(archive) as renderer:
        pictures = []
        for number, depth in enumerate(depths(seed=3), start=1):
            body = build(archive, replace(athlete, pose=pose_at(depth)))
            pictures.append(finish(renderer.draw(Scene(camera, [body], (), place)), number))
    width, height = pictures[0].size
    encode([picture.tobytes() for picture in pictures], width, height, arguments.out, FPS)


if __name__ == "__main__":
    main()
