# SPDX-License-Identifier: Apache-2.0
"""What `tones` changes of people: the colour of their skin or of their clothes; and whom it judges by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from .people import Colour, Garment, Look
from .wardrobe import SKIN_RAMP

MONK = {2: "f3e7db", 4: "eadaba", 7: "825c43", 9: "3a312a"}
"""Four of the ten tones of the Monk Skin Tone Scale: Ellis Monk, 2019, CC BY 4.0, https://skintone.google."""
CLOTHES = {"dark": 0.12, "mid": 0.45, "light": 0.85}
LUMA = (0.299, 0.587, 0.114)
SMALLEST, LEAST_JOINTS = 48**2, 8
"""Pixels that are seen of everybody, and labelled joints; other scenes are passed over."""


def of_hex(text: str) -> Colour:
    r, g, b = (value / 255 for value in bytes.fromhex(text))
    return r, g, b


def at_luma(colour: Colour, luma: float) -> Colour:
    """The colour made darker, or mixed with white, until its luma (of sRGB values) is as asked."""
    base, own = np.array(colour), float(np.dot(colour, LUMA))
    base = base * (luma / own) if own > luma else base + (1 - base) * (luma - own) / (1 - own)
    r, g, b = (float(v) for v in base)
    return r, g, b


def in_skin(skin: Colour) -> Callable[[Look], Look]:
    return lambda look: replace(look, skin=skin)


def in_clothes(luma: float) -> Callable[[Look], Look]:
    """All garments of one lightness, of their own hue; prints become plain."""

    def change(garment: Garment) -> Garment:
        second = garment.second and at_luma(garment.second, luma)
        pattern = "plain" if garment.pattern == "print" else garment.pattern
        return replace(garment, colour=at_luma(garment.colour, luma), second=second, pattern=pattern)

    return lambda look: replace(look, clothes=tuple(change(garment) for garment in look.clothes))


def variants() -> dict[str, Callable[[Look], Look]]:
    skins = {f"mst-{number}": in_skin(of_hex(text)) for number, text in MONK.items()}
    skins |= {"lightest": in_skin(SKIN_RAMP[0]), "darkest": in_skin(SKIN_RAMP[4])}
    return {**skins, **{name: in_clothes(luma) for name, luma in CLOTHES.items()}, "as-they-come": lambda look: look}


def is_fit(people: list[dict[str, Any]]) -> bool:
    """Whether a scene has somebody, and everybody of it is large enough and shown well enough to be judged by."""
    fit = [not p["iscrowd"] and p["area"] >= SMALLEST and p["num_keypoints"] >= LEAST_JOINTS for p in people]
    return len(fit) > 0 and all(fit)
