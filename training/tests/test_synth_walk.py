# SPDX-License-Identifier: Apache-2.0
"""Walkers on straight paths, and clips with their truth; the real clips need the archive, OpenGL and ffmpeg."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from synth.archive import read_archive
from synth.body import Shape
from synth.motion import FPS, POINTS, Clip
from synth.people import Figure, Look
from synth.walk import MEETING, Cycle, Walker, _is_free, cycle_of

ARCHIVE = Path(__file__).parents[3] / "shared/data/human/mpfb-cc0.tar.gz"
PERIOD = 30
NOBODY = Figure(Shape(), np.zeros((0, 3)), np.zeros((0, 4)), np.zeros((0, 4)))


def walking(speed: float = 1.5, turn: float = 0.0) -> Clip:
    """Legs that swing once a second; the hips go ``speed`` leg lengths a second along +x, on a circle if they turn."""
    frames = 70
    time = np.arange(frames) / FPS
    heading = np.radians(turn) * time
    way = np.cumsum(np.stack([np.cos(heading), 0 * time, -np.sin(heading)], axis=1) * speed / FPS, axis=0)
    points = {}
    for name in POINTS:
        side, joint = name.split("_")
        swing = np.sin(2 * np.pi * time * FPS / PERIOD) * (1 if side == "left" else -1)
        drop = {"hip": 0, "knee": -0.5, "ankle": -1, "toe": -1.05, "shoulder": 0.6, "elbow": 0.3, "wrist": 0.05}[joint]
        along = np.stack(
            [0.6 * swing * abs(drop), 0 * time + drop, 0 * time + (0.1 if side == "left" else -0.1)], axis=1
        )
        points[name] = way + along
    facing = np.tile(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]]), (frames, 1, 1))
    return Clip("walk", points, {name: facing for name in ("hips", "chest", "head")})


def test_a_cycle_is_as_long_as_a_stride_and_goes_straight() -> None:
    cycle = cycle_of(walking())
    assert cycle is not None and cycle.count % PERIOD == 0
    assert cycle.heading == pytest.approx(90)
    assert np.linalg.norm(cycle.way) == pytest.approx(1.5 * cycle.count / FPS)
    assert cycle_of(walking(turn=150)) is None and cycle_of(walking(speed=0.2)) is None


def walker(heading: float = 0.0, meets: tuple[float, float] = (1.0, -5.0), after: float = 2.0) -> Walker:
    return Walker(NOBODY, Look(), Cycle(walking(), 5, PERIOD), meets, after, heading, leg=0.8)


@pytest.mark.parametrize("heading", [0.0, 90.0, -135.0])
def test_a_walker_goes_the_way_they_are_headed_without_a_jump(heading: float) -> None:
    mine = walker(heading)
    np.testing.assert_allclose(mine.at(2.0)[1], [1, -5])
    places = np.array([mine.at(t)[1] for t in np.arange(0, 5, 1 / FPS)])
    steps = np.diff(places, axis=0)
    ahead = np.array([np.sin(np.radians(heading)), np.cos(np.radians(heading))])
    np.testing.assert_allclose(steps @ ahead, 1.5 * 0.8 / FPS, atol=1e-9)
    assert {mine.at(t)[0] for t in np.arange(0, 5, 1 / FPS)} == set(range(5, 5 + PERIOD))


def test_walkers_do_not_walk_through_one_another_or_the_camera() -> None:
    assert _is_free(walker(90), [], 4)
    assert not _is_free(walker(90), [walker(-90, (1.0, -5.0 + 0.5 * MEETING))], 4)
    assert _is_free(walker(90), [walker(-90, (1.0, -6.0))], 4)
    assert not _is_free(walker(0, (0.0, -1.5)), [], 4)


@pytest.mark.skipif(not ARCHIVE.exists(), reason=f"the CC0 bodies are not at {ARCHIVE}")
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_clip_has_a_row_of_truth_for_every_frame(tmp_path: Path) -> None:
    pytest.importorskip("moderngl", reason="moderngl is not installed")
    from synth.clips import write_clip
    from synth.render import Renderer

    try:
        renderer = Renderer(read_archive(ARCHIVE), shadow_size=256, fast=True)
    except Exception as error:
        pytest.skip(f"no OpenGL context: {error}")
    with renderer:
        write_clip(renderer, [Cycle(walking(), 5, PERIOD)], [], 1, 0, tmp_path, (0.3, 0.3))
    truth = json.loads((tmp_path / "clip-000.json").read_text())
    times = [image["time_ms"] for image in truth["images"]]
    assert len(times) >= 3 and np.ptp(np.diff(times)) < 0.01
    assert [image["frame_index"] for image in truth["images"]] == list(range(len(times)))
    for image in truth["images"]:
        ids = [person["track_id"] for person in truth["annotations"] if person["image_id"] == image["id"]]
        assert len(ids) == len(set(ids)) >= 1
    assert (tmp_path / "clip-000.mp4").stat().st_size > 500
