# SPDX-License-Identifier: Apache-2.0
"""Random scenes: exact labels, packs that survive an interruption; needs the MPFB archive, and OpenGL for pictures."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from synth.archive import Archive, read_archive
from synth.keypoints import NAMES, SEEN
from synth.pack import PackWriter
from synth.people import Garment
from synth.repertoire import LIE, random_act
from synth.stage import APART, random_camera, random_spots
from synth.surfaces import clustered, uncut
from synth.wardrobe import random_look, random_shape

if TYPE_CHECKING:
    from synth.crowd import Studio

ARCHIVE = Path(__file__).parents[3] / "shared/data/human/mpfb-cc0.tar.gz"
needs_archive = pytest.mark.skipif(not ARCHIVE.exists(), reason=f"the CC0 bodies are not at {ARCHIVE}")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return read_archive(ARCHIVE)


@pytest.fixture(scope="module")
def studio(archive: Archive) -> Iterator["Studio"]:
    pytest.importorskip("moderngl", reason="moderngl is not installed")
    from synth.crowd import Studio
    from synth.render import Renderer

    try:
        renderer = Renderer(archive, shadow_size=256, fast=True)
    except Exception as error:
        pytest.skip(f"no OpenGL context: {error}")
    photos = [np.random.default_rng(k).integers(0, 255, (90, 120, 3), dtype=np.uint8) for k in range(2)]
    with renderer:
        yield Studio(renderer, [], photos, seed=3, count=6)


@needs_archive
def test_seen_joints_lie_on_their_person_and_boxes_hold_them(archive: Archive, studio: "Studio") -> None:
    from synth.crowd import labels

    seen = 0
    for number in range(4):
        image, scene, picture = studio.shoot(number)
        assert image.size == (scene.camera.width, scene.camera.height)
        for person in labels(archive, scene, picture):
            mine = picture.ids == person["track_id"]
            rows, columns = np.nonzero(mine)
            x, y, width, height = person["bbox"]
            assert (x, y, x + width, y + height) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
            joints = np.array(person["keypoints"]).reshape(-1, 3)
            assert person["num_keypoints"] == np.count_nonzero(joints[:, 2])
            for u, v, flag in joints[joints[:, 2] == SEEN]:
                away = np.hypot(columns + 0.5 - u, rows + 0.5 - v).min()
                assert away < max(3.0, 0.04 * max(width, height)), (number, u, v, flag)
                seen += 1
    assert seen > 40


@needs_archive
def test_somebody_hardly_seen_is_ignored_and_far_hidden_joints_are_not_labelled(
    archive: Archive, studio: "Studio"
) -> None:
    from dataclasses import replace

    from synth.crowd import labels

    _, scene, picture = studio.shoot(0)
    (first, *_) = labels(archive, scene, picture)
    number = first["track_id"]
    rows, columns = np.nonzero(picture.ids == number)
    top = rows < rows.min() + 0.25 * np.ptp(rows)
    ids, depth = picture.ids.copy(), picture.depth.copy()
    ids[rows[~top], columns[~top]], depth[rows[~top], columns[~top]] = -1, 0.1
    half = next(p for p in labels(archive, scene, replace(picture, ids=ids, depth=depth)) if p["track_id"] == number)
    assert half["num_keypoints"] < first["num_keypoints"]
    ids[rows, columns] = -1
    ids[rows[0], columns[0]] = number
    assert any(p["iscrowd"] and p["num_keypoints"] == 0 for p in labels(archive, scene, replace(picture, ids=ids)))


@needs_archive
def test_a_picture_depends_on_seed_and_number_only(studio: "Studio") -> None:
    one, other = studio.shoot(1)[0], studio.shoot(1)[0]
    assert one.tobytes() == other.tobytes() != studio.shoot(2)[0].tobytes()


@needs_archive
def test_shapes_and_looks_are_of_every_kind(archive: Archive) -> None:
    rng = np.random.default_rng(0)
    shapes = [random_shape(rng, archive) for _ in range(300)]
    children = np.mean([shape.age < 0.42 for shape in shapes])
    assert 0.22 < children < 0.38 and 0.35 < np.mean([shape.male for shape in shapes]) < 0.65
    looks = [random_look(rng, shape, skirts=True) for shape in shapes]
    worn = {garment.surface for look in looks for garment in look.clothes}
    assert worn == {"helper-tights", "helper-skirt", "body"}
    assert {look.hair_style for look in looks} == {"bald", "short", "long"}
    assert all(0 <= channel <= 1 for look in looks for channel in (*look.skin, *look.hair))


def test_poses_are_standing_seated_on_the_floor_and_lying() -> None:
    rng = np.random.default_rng(0)
    acts = [random_act(rng, []) for _ in range(400)]
    assert {act.support for act in acts} == {"stand", "seat", "floor", LIE}
    lying = [act.pose.turn for act in acts if act.support == LIE]
    assert all(max(abs(angle) for angle in turn) > 80 for turn in lying)
    assert all(np.isfinite(list(act.pose.aim.values())).all() for act in acts)


def test_people_stand_apart_and_the_main_one_is_in_the_picture() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        camera, distance = random_camera(rng)
        spots = random_spots(rng, camera, distance, 6)
        gaps = [np.linalg.norm(a - b) for k, a in enumerate(spots) for b in spots[:k]]
        assert min(gaps, default=APART) >= APART
        x, y, depth = camera.project(np.array([[spots[0][0], 1.2, spots[0][1]]]))[0]
        assert -0.1 * camera.width < x < 1.1 * camera.width and depth > 0


def test_coarse_surfaces_use_vertices_of_the_fine_one() -> None:
    grid = np.stack(np.meshgrid(np.arange(6) * 0.009, np.arange(6) * 0.009, [0.0]), axis=-1).reshape(-1, 3)
    cells = np.array([[k, k + 1, k + 6] for k in range(29) if k % 6 < 5])
    coarse = clustered(grid, cells)
    assert 0 < len(coarse) < len(cells) and coarse.max() < len(grid)
    assert all(len(set(triangle)) == 3 for triangle in coarse.tolist())


def test_only_triangles_that_are_cut_wholly_are_left_out() -> None:
    vertices = np.zeros((6, 17), np.float32)
    vertices[:, 6] = -1  # off the arms
    vertices[:, 7] = [0.2, 0.4, 0.6, 1.2, 1.4, 1.6]  # along a leg
    vertices[:, 8] = 0.5
    triangles = np.array([[0, 1, 2], [2, 3, 4], [3, 4, 5]])
    kept = uncut(triangles, vertices, Garment((0, 0, 0), leg=(-9, 1.0)))
    assert kept.tolist() == [[0, 1, 2], [2, 3, 4]]
    assert len(uncut(triangles, vertices, Garment((0, 0, 0), trunk=(0.6, 1.0)))) == 0


def test_a_pack_keeps_what_was_flushed_and_goes_on(tmp_path: Path) -> None:
    def add(pack: PackWriter, grey: int) -> None:
        person = {"bbox": [0, 0, 4, 4], "iscrowd": 0, "keypoints": [0] * 51, "num_keypoints": 0, "area": 16}
        pack.add(Image.new("RGB", (20, 10), (grey, grey, grey)), {"all_people_boxed": True}, [person, person])

    first = PackWriter(tmp_path, "synthetic")
    add(first, 10)
    add(first, 60)
    first.flush()
    add(first, 200)  # never flushed
    again = PackWriter(tmp_path, "synthetic")
    assert len(again) == 2
    add(again, 120)
    again.flush()
    labels = json.loads((tmp_path / "synthetic.json").read_text())
    assert [image["id"] for image in labels["images"]] == [1, 2, 3]
    assert [(p["id"], p["image_id"]) for p in labels["annotations"]] == [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)]
    assert labels["categories"][0]["keypoints"] == list(NAMES)
    with tarfile.open(tmp_path / "synthetic.tar") as tar:
        pictures = {m.name: Image.open(tar.extractfile(m)).convert("RGB") for m in tar.getmembers()}  # type: ignore[arg-type]
    assert list(pictures) == [image["file_name"] for image in labels["images"]]
    assert abs(pictures["000003.webp"].getpixel((5, 5))[0] - 120) < 6
    assert pictures["000001.webp"].size == (20, 10)
