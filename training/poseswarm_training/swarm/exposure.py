# SPDX-License-Identifier: Apache-2.0
"""How a picture was exposed, and what makes up for it: the twin of `createLightMeter` and of the tone kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLAT, DEEP = 0.6, 0.8  # of the range: channels below FLAT are stretched in full, above DEEP not
MOST_GAIN = 4.0
WANTED, DARK, LIGHT = 0.42, 0.2, 0.3  # means: what dark pictures are lifted to, and which
MOST_LIFT = 0.8
BARS = 3  # of 255: what is darker in all channels shows nothing
GRID = 96  # pixels a side that are asked
OUTLIERS = 2  # values at either end that say nothing
LIFT_STEPS = 256


@dataclass(frozen=True)
class Tone:
    """By how much of 255 the black of each channel is too light and its white too dark; how much shadows are lifted."""

    black: NDArray[np.float64]
    white: NDArray[np.float64]
    lift: float

    @property
    def plain(self) -> bool:
        return not (self.black.any() or self.white.any() or self.lift)


def tone_of(picture: NDArray[np.uint8]) -> Tone:
    """The tone of a picture `(H, W, 3)`."""
    height, width = picture.shape[:2]
    places = np.arange(GRID) + 0.5
    rows, columns = (np.floor(places * side / GRID).astype(int) for side in (height, width))
    asked = picture[rows][:, columns].reshape(-1, 3)
    seen = asked[asked.max(1) > BARS].astype(np.float64)
    if len(seen) == 0:
        return Tone(np.zeros(3), np.zeros(3), 0.0)
    ordered = np.sort(seen, 0)
    enough = len(seen) > OUTLIERS
    darkest, lightest = (ordered[OUTLIERS], ordered[-1 - OUTLIERS]) if enough else (np.zeros(3), np.full(3, 255.0))
    spread = np.maximum((lightest - darkest) / 255, 0)
    missing = np.maximum(1 - spread, 1e-9)
    stretch = ramp(spread, FLAT, DEEP) * np.minimum(missing, 1 - 1 / MOST_GAIN) / missing
    black, white = half_up(darkest * stretch), half_up((255 - lightest) * stretch)
    mean = float(((seen.mean(0) - black) / (255 - white - black)).mean())
    if mean >= LIGHT:
        return Tone(black, white, 0.0)
    needed = min((1 - mean / WANTED) / (1 - mean), MOST_LIFT)
    return Tone(black, white, float(half_up(LIFT_STEPS * needed * ramp(np.array(mean), DARK, LIGHT))))


def half_up(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """To whole numbers as JavaScript rounds."""
    return np.floor(values + 0.5)


def ramp(value: NDArray[np.float64], full: float, none: float) -> NDArray[np.float64]:
    """1 up to `full`, 0 from `none` on."""
    return np.clip((none - value) / (none - full), 0, 1)


def changed(pixels: NDArray[np.float32], tone: Tone) -> NDArray[np.float32]:
    """Pixels `(..., 3)` of 0..255 as they are seen."""
    if tone.plain:
        return pixels
    value = np.clip((pixels - tone.black) / (255 - tone.white - tone.black), 0, 1)
    lift = tone.lift / LIFT_STEPS
    return (255 * value / (1 - lift + lift * value)).astype(np.float32)
