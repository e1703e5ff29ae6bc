# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from poseswarm_training.data.augment import Painter, Strength
from poseswarm_training.data.colours import other_skin


@pytest.mark.parametrize("skin", [(230, 190, 165), (200, 150, 120), (130, 92, 67)])
def test_skin_becomes_darker_or_lighter_and_keeps_its_hue(skin: tuple[int, int, int]) -> None:
    image = np.full((16, 16, 3), skin, np.uint8)
    factors = np.array([other_skin(image, np.random.default_rng(seed))[8, 8, 0] / skin[0] for seed in range(40)])
    assert len(set(factors.round(2))) > 8 and factors.min() >= 0.18 and factors.max() <= 1.7
    assert 4 <= (factors > 1).sum() <= 16 and not ((factors > 0.76) & (factors < 1.1)).any()
    seed = int(factors.argmin())
    red, green, blue = other_skin(image, np.random.default_rng(seed))[8, 8] / np.array(skin)
    assert green == pytest.approx(red, abs=0.02) and blue == pytest.approx(red, abs=0.02)


@pytest.mark.parametrize("other", [(128, 128, 128), (20, 60, 200), (40, 160, 60), (250, 250, 250), (0, 0, 0)])
def test_what_has_not_the_colour_of_skin_stays(other: tuple[int, int, int]) -> None:
    image = np.full((16, 16, 3), other, np.uint8)
    np.testing.assert_array_equal(other_skin(image, np.random.default_rng(0)), image)


def test_the_edge_of_skin_is_soft() -> None:
    image = np.full((9, 9, 3), (20, 60, 200), np.uint8)
    image[:, 4:] = (200, 150, 120)
    row = other_skin(image, np.random.default_rng(0))[4] / image[4].astype(float)
    assert row[0, 0] == 1 and row[2, 2] == 1 and abs(row[8, 0] - 1) > abs(row[4, 0] - 1) > 0


def test_only_the_chosen_share_of_pictures_changes() -> None:
    image = np.full((8, 8, 3), (200, 150, 120), np.uint8)
    painter = Painter(np.random.default_rng(0), 400, Strength(**{**vars(Strength.none()), "skin": 0.15}))
    changed = sum((painter.paint(image.copy(), i) != image).any() for i in range(400))
    assert 35 < changed < 85
