# SPDX-License-Identifier: Apache-2.0
"""What makes up for exposure; that it is the run time's is what the parity test is for (a sample picture needs it)."""

from __future__ import annotations

import numpy as np

from poseswarm_training.swarm.exposure import changed, tone_of


def columns(*values: tuple[int, int]) -> np.ndarray:
    """A picture whose channels go from their darkest to their lightest value, column by column."""
    row = np.stack([np.linspace(low, high, 96) for low, high in values], -1)
    return np.tile(row, (72, 1, 1)).astype(np.uint8)


def test_usual_pictures_stay_as_they_are() -> None:
    for picture in (columns((0, 255), (20, 230), (5, 255)), columns((0, 0), (0, 0), (0, 0))):
        tone = tone_of(picture)
        assert tone.plain
        pixels = picture.astype(np.float32)
        assert changed(pixels, tone) is pixels


def test_haze_and_coloured_light_are_taken_away() -> None:
    picture = columns((120, 200), (0, 255), (0, 110))
    seen = changed(picture.astype(np.float32), tone_of(picture))
    np.testing.assert_allclose(seen.min((0, 1)), 0, atol=1)
    np.testing.assert_allclose(seen.max((0, 1)), 255, atol=1)


def test_the_dark_is_lifted_and_black_and_white_stay() -> None:
    picture = columns((0, 70), (0, 70), (0, 70))
    picture[:4] = 255
    tone = tone_of(picture)
    assert not tone.black.any() and not tone.white.any() and 100 < tone.lift <= 205
    seen = changed(np.array([[0, 0, 0], [20, 20, 20], [255, 255, 255]], np.float32), tone)
    assert seen[0, 0] == 0 and seen[2, 0] == 255 and 40 < seen[1, 0] < 110
