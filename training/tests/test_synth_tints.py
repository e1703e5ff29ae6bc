# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from synth.body import Shape
from synth.people import Garment, Look
from synth.tints import LUMA, MONK, at_luma, in_clothes, is_fit, of_hex, variants
from synth.wardrobe import random_look


def luma(colour: tuple[float, float, float]) -> float:
    return float(np.dot(colour, LUMA))


@pytest.mark.parametrize("wanted", [0.12, 0.45, 0.85])
@pytest.mark.parametrize("colour", [(0.9, 0.1, 0.1), (0.1, 0.2, 0.8), (0.5, 0.5, 0.5), (0.95, 0.95, 0.9)])
def test_a_colour_gets_the_lightness_that_is_asked_for(colour: tuple[float, float, float], wanted: float) -> None:
    changed = at_luma(colour, wanted)
    assert luma(changed) == pytest.approx(wanted) and min(changed) >= 0 and max(changed) <= 1
    assert np.argsort(changed).tolist() == np.argsort(colour).tolist() or len(set(colour)) == 1


def test_clothes_change_without_the_skin_and_skin_without_the_clothes() -> None:
    look = Look(clothes=(Garment((0.9, 0.1, 0.1), second=(0.2, 0.3, 0.4), pattern="print"),))
    dark = in_clothes(0.12)(look)
    assert dark.skin == look.skin
    assert [luma(dark.clothes[0].colour), luma(dark.clothes[0].second or (1, 1, 1))] == pytest.approx([0.12, 0.12])
    assert dark.clothes[0].pattern == "plain"
    ninth = variants()["mst-9"](look)
    assert ninth.clothes == look.clothes and ninth.skin == of_hex(MONK[9]) == pytest.approx(
        (58 / 255, 49 / 255, 42 / 255)
    )
    assert variants()["as-they-come"](look) == look


def test_a_scene_is_fit_where_everybody_is_large_and_seen() -> None:
    somebody = {"iscrowd": 0, "area": 5000, "num_keypoints": 12}
    assert is_fit([somebody, somebody])
    for unfit in ({"iscrowd": 1}, {"area": 2000}, {"num_keypoints": 7}):
        assert not is_fit([somebody, somebody | unfit])
    assert not is_fit([])


def test_training_has_people_of_all_tones() -> None:
    rng = np.random.default_rng(0)
    tones = []
    for _ in range(400):
        weights = rng.dirichlet([0.5, 0.5, 0.6]).tolist()
        shape = Shape(origin=dict(zip(("african", "asian", "caucasian"), weights, strict=True)))
        tones.append(luma(random_look(rng, shape, skirts=True).skin))
    dark, light = luma(of_hex(MONK[9])), luma(of_hex(MONK[4]))
    assert min(tones) < dark < light - 0.2 < max(tones)
    assert 0.08 < np.mean(np.array(tones) < dark + 0.05) < 0.3
