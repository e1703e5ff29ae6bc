# SPDX-License-Identifier: Apache-2.0
"""The sample clip: ``python -m synth.clip --archive .../mpfb-cc0.tar.gz --motion .../cmu-30fps.tar.gz --out DIR``.

A rendered person (CC0 body) walks as an actor of the CMU motion capture did (free for all uses). Writes
``walking.webm`` and ``clips.json``; needs ffmpeg with libvpx-vp9 on the path.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np

from .archive import Archive, read_archive
from .body import Shape
from .camera import Camera
from .motion import FPS, Clip, read_clips
from .people import Look, Person, build
from .presets import DARK, DENIM, shoes, tee, trousers
from .render import Renderer
from .samples import finish
from .scene import Place, Scene

TAKE = "walk/07_01"
FIRST = 0
FRAMES = 78
LEG = 0.86
"""Length of the walker's legs, metres: what the take's places are counted in."""
HEADING = 38.0
"""Degrees by which the take is turned, so that the walker crosses the picture towards the camera."""
BITRATE = "500k"


def scenes(archive: Archive, take: Clip) -> list[Scene]:
    """One for each frame, from the same camera."""
    walker = Person(
        Shape(male=0.2, age=0.5, muscle=0.55),
        look=Look(
            hair=(0.20, 0.12, 0.08),
            clothes=(trousers(DENIM), shoes(DARK), tee((0.86, 0.42, 0.22), sleeve=0.6)),
        ),
    )
    place = Place("park", ground=(0.40, 0.47, 0.24), light=(0.7, 0.9, 0.5), seed=11)
    camera = Camera((0.0, 1.35, 4.7), (0.0, 0.9, 0.0), width=480, height=360)
    yaw = np.radians(HEADING)
    turn = np.array([[np.cos(yaw), np.sin(yaw)], [-np.sin(yaw), np.cos(yaw)]])
    last = min(FIRST + FRAMES, len(take))
    way = np.array([take.pelvis(frame)[[0, 2]] for frame in range(FIRST, last)]) @ turn.T * LEG
    way -= (way[0] + way[-1]) / 2
    out = []
    for frame, (x, z) in zip(range(FIRST, last), way, strict=True):
        pose = take.pose(frame)
        pose = replace(pose, turn=(pose.turn[0], pose.turn[1] + HEADING, pose.turn[2]))
        person = replace(walker, pose=pose, at=(float(x), float(z)))
        out.append(Scene(camera, [build(archive, person)], (), place))
    return out


def encode(frames: list[bytes], width: int, height: int, path: Path, fps: int = FPS) -> None:
    """Raw RGB frames as VP9 in WebM."""
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", "-"]
    codec = ["-c:v", "libvpx-vp9", "-b:v", BITRATE, "-crf", "32", "-pix_fmt", "yuv420p", "-an"]
    command = ["ffmpeg", "-y", "-loglevel", "error", *source, *codec, str(path)]
    subprocess.run(command, input=b"".join(frames), check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="mpfb-cc0.tar.gz")
    parser.add_argument("--motion", type=Path, required=True, help="cmu-30fps.tar.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the samples")
    arguments = parser.parse_args()
    archive = read_archive(arguments.archive)
    takes = read_clips(arguments.motion, TAKE)
    if len(takes) != 1:
        raise SystemExit(f"{len(takes)} takes are called {TAKE} in {arguments.motion}, expected one")
    with Renderer(archive) as renderer:
        pictures = [
            finish(renderer.draw(scene), number) for number, scene in enumerate(scenes(archive, takes[0]), start=1)
        ]
    width, height = pictures[0].size
    encode([picture.tobytes() for picture in pictures], width, height, arguments.out / "walking.webm")
    listed = [{"file": "walking.webm", "title": "Walking (video)", "people": 1}]
    (arguments.out / "clips.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
