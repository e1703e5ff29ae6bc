# SPDX-License-Identifier: Apache-2.0
"""From a rendered picture to a photograph."""

import io
import json
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

from synth import develop
from synth.picture import Picture


def rendered() -> Picture:
    """A grey person in the middle; shadow over the row below."""
    rgb, ids = np.zeros((60, 80, 3), np.uint8), np.zeros((60, 80), np.int32)
    cover = np.zeros((60, 80), np.float32)
    ids[20:40, 30:50], rgb[20:40, 30:50], cover[20:40, 30:50] = 1, 128, 1
    cover[40, 30:50] = 0.5
    return Picture(rgb, ids, np.where(ids == 1, np.float32(3), np.float32(np.inf)).astype(np.float32), cover)


def test_people_hide_the_photo_shadows_darken_it_and_the_rest_is_the_photo() -> None:
    photo = np.full((60, 80, 3), (40, 120, 200), np.uint8)
    out = develop.over(rendered(), photo, np.random.default_rng(0)).rgb
    assert (out[0, 0] == photo[0, 0]).all() and (out[40, 35] == photo[0, 0] // 2).all()
    assert abs(int(out[30, 40].mean()) - 128) < 64 and not (out[30, 40] == photo[0, 0]).all()


def test_people_in_front_of_a_dark_photo_become_darker() -> None:
    dark = develop.over(rendered(), np.full((60, 80, 3), 10, np.uint8), np.random.default_rng(0)).rgb[30, 40]
    bright = develop.over(rendered(), np.full((60, 80, 3), 240, np.uint8), np.random.default_rng(0)).rgb[30, 40]
    assert dark.mean() < 128 < bright.mean()


def test_what_hides_people_is_marked() -> None:
    photo = np.full((60, 80, 3), (200, 0, 200), np.uint8)
    for seed in range(4):
        out = develop.behind(rendered(), photo, np.random.default_rng(seed))
        hidden = out.ids == -1
        assert 0 < hidden.sum() < hidden.size
        assert (out.rgb[hidden] == photo[0, 0]).all() and (out.depth[hidden] == 0).all()
        assert (out.rgb[~hidden] == rendered().rgb[~hidden]).all()


def test_a_backdrop_is_a_part_of_its_photo_at_the_size_asked() -> None:
    photo = np.zeros((50, 90, 3), np.uint8)
    photo[:, :, 0] = np.arange(90)
    out = develop.backdrop(np.random.default_rng(1), photo, 40, 60)
    assert out.shape == (60, 40, 3)
    steps = np.diff(out[30, :, 0].astype(int))
    assert (steps >= 0).all() or (steps <= 0).all()


def test_exposure_keeps_the_size_and_is_repeatable() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    for seed in range(6):
        one, other = (develop.exposed(rgb, np.random.default_rng(seed)) for _ in range(2))
        assert one.size == (40, 30) and one.mode == "RGB" and one.tobytes() == other.tobytes()


def test_only_listed_backgrounds_are_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "backgrounds.tar", "w") as tar:
        for name in ("a.png", "b.png"):
            packed = io.BytesIO()
            Image.new("RGB", (8, 6), "red").save(packed, "PNG")
            info = tarfile.TarInfo(name)
            info.size = len(packed.getvalue())
            tar.addfile(info, io.BytesIO(packed.getvalue()))
    assert len(develop.read_backgrounds(tmp_path / "backgrounds.tar")) == 2
    (tmp_path / "backgrounds.json").write_text(json.dumps({"items": [{"f": "b.png"}]}))
    assert [photo.shape for photo in develop.read_backgrounds(tmp_path / "backgrounds.tar")] == [(6, 8, 3)]
