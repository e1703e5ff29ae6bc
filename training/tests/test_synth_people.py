# SPDX-License-Identifier: Apache-2.0
"""Whole synthetic people; needs the MPFB archive, and OpenGL (EGL) for the pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from synth.archive import Archive, read_archive
from synth.body import Shape, joint, morph
from synth.camera import Camera
from synth.keypoints import NAMES, OUTSIDE, SEEN, keypoints3d
from synth.people import Body, Garment, Look, Person, build
from synth.pose import Pose, mirrored
from synth.scene import Box, Place, Scene

if TYPE_CHECKING:
    from synth.render import Renderer

ARCHIVE = Path(__file__).parents[3] / "shared/data/human/mpfb-cc0.tar.gz"
pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason=f"the CC0 bodies are not at {ARCHIVE}")

CAMERA = Camera((0, 1.2, 4), (0, 0.9, 0), width=320, height=240)
POINTING = Pose(aim={"LeftArm": (1, 0, 0), "LeftForeArm": (1, 0, 0), "RightUpLeg": (0, 0, 1), "RightLeg": (0, -1, 0)})


@pytest.fixture(scope="module")
def archive() -> Archive:
    return read_archive(ARCHIVE)


def points(archive: Archive, body: Body) -> dict[str, np.ndarray]:
    return dict(zip(NAMES, keypoints3d(archive, body), strict=True))


def test_the_archive_is_read_whole(archive: Archive) -> None:
    assert archive.vertices.shape == (19158, 3)
    np.testing.assert_allclose(archive.weights.sum(axis=0), 1, atol=1e-9)
    assert len(archive.faces["body"]) == 26756
    assert archive.bones[0].name == "Hips"


def test_people_have_human_heights(archive: Archive) -> None:
    def height(shape: Shape) -> float:
        skin = morph(archive, shape)[archive.groups["body"]]
        return float(np.ptp(skin[:, 1]))

    assert 1.68 < height(Shape(male=1)) < 1.9
    assert 1.55 < height(Shape(male=0)) < 1.75
    assert 1.0 < height(Shape(age=0.1875)) < height(Shape(age=0.3)) < height(Shape(age=0.5))


def test_keypoints_at_rest_are_in_their_places(archive: Archive) -> None:
    at = points(archive, build(archive, Person()))
    for name in ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        assert at[f"left_{name}"][0] > 0 > at[f"right_{name}"][0]
        np.testing.assert_allclose(at[f"left_{name}"] * [-1, 1, 1], at[f"right_{name}"], atol=0.01)
    heights = [at[n][1] for n in ("left_ankle", "left_knee", "left_hip", "left_shoulder", "nose", "left_eye")]
    assert heights == sorted(heights)
    assert at["nose"][2] > at["left_eye"][2] > at["left_ear"][2]


def test_limbs_keep_their_length_and_go_where_they_are_aimed(archive: Archive) -> None:
    rest, posed = points(archive, build(archive, Person())), points(archive, build(archive, Person(pose=POINTING)))
    for start, end in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle")):
        for side in ("left", "right"):
            limb = posed[f"{side}_{end}"] - posed[f"{side}_{start}"]
            before = rest[f"{side}_{end}"] - rest[f"{side}_{start}"]
            assert np.linalg.norm(limb) == pytest.approx(np.linalg.norm(before), rel=0.12)
    arm = posed["left_wrist"] - posed["left_shoulder"]
    assert arm[0] / np.linalg.norm(arm) > 0.98
    thigh = posed["right_knee"] - posed["right_hip"]
    assert thigh[2] / np.linalg.norm(thigh) > 0.95


def test_a_mirrored_pose_gives_mirrored_keypoints(archive: Archive) -> None:
    one = points(archive, build(archive, Person(pose=POINTING)))
    other = points(archive, build(archive, Person(pose=mirrored(POINTING))))
    for name, point in one.items():
        twin = name.replace("left", "*").replace("right", "left").replace("*", "right")
        np.testing.assert_allclose(point * [-1, 1, 1], other[twin], atol=0.01)


def test_posing_tears_nothing(archive: Archive) -> None:
    """No edge of the skin grows beyond what a bent joint does."""
    body = build(archive, Person(pose=POINTING))
    triangles = archive.faces["body"]

    def lengths(vertices: np.ndarray) -> np.ndarray:
        return np.linalg.norm(vertices[triangles] - vertices[np.roll(triangles, 1, axis=1)], axis=2)

    grown = lengths(body.posed) - lengths(body.rest)
    assert np.abs(grown).max() < 0.06
    assert np.isfinite(body.posed).all()


def test_the_lowest_point_stands_on_the_ground(archive: Archive) -> None:
    body = build(archive, Person(at=(0.4, -1.0), lift=0.05))
    assert body.posed[archive.groups["body"], 1].min() == pytest.approx(0.05)
    pelvis = joint(archive, body.posed, "pelvis")
    assert pelvis[[0, 2]].tolist() == pytest.approx([0.4, -1.0])


@pytest.fixture(scope="module")
def renderer(archive: Archive) -> Iterator["Renderer"]:
    pytest.importorskip("moderngl", reason="moderngl is not installed")
    from synth.render import Renderer

    try:
        made = Renderer(archive)
    except Exception as error:
        pytest.skip(f"no OpenGL context: {error}")
    with made:
        yield made


def test_a_picture_has_its_people_where_the_annotation_says(archive: Archive, renderer: "Renderer") -> None:
    from synth.coco import annotations

    clothes = (Garment((0.9, 0.1, 0.1), trunk=(0.0, 0.97), sleeve=0.5),)
    people = [build(archive, Person(at=(x, 0), look=Look(clothes=clothes))) for x in (-0.9, 0.7)]
    scene = Scene(CAMERA, people, [Box((0.7, 0, 0.8), (0.9, 0.9, 0.3), (0.2, 0.4, 0.6))], Place("park"))
    picture = renderer.draw(scene)
    assert picture.rgb.shape == (240, 320, 3)
    assert set(np.unique(picture.ids)) == {-1, 0, 1, 2}
    first, second = annotations(archive, scene, picture, image_id=7, first_id=3)
    assert (first["id"], second["id"], first["image_id"]) == (3, 4, 7)
    flags = {name: second["keypoints"][3 * k + 2] for k, name in enumerate(NAMES)}
    assert flags["nose"] == flags["left_shoulder"] == SEEN
    assert flags["left_ankle"] == flags["right_knee"] == 1
    assert all(flag != OUTSIDE for flag in flags.values())
    x, y, width, height = first["bbox"]
    for k in range(len(NAMES)):
        px, py = first["keypoints"][3 * k : 3 * k + 2]
        assert x - 1 <= px <= x + width + 1
        assert y - 1 <= py <= y + height + 1
    chest = picture.rgb[int(y + 0.3 * height), int(x + width / 2)].astype(int)
    assert chest[0] > 2 * chest[1]
    nose = np.array(first["keypoints3d"][0])
    depth = picture.depth[int(first["keypoints"][1]), int(first["keypoints"][0])]
    assert depth == pytest.approx(-nose[2], abs=0.03)
