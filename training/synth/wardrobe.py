# SPDX-License-Identifier: Apache-2.0
"""Random people: shape, skin, hair and clothes."""

from __future__ import annotations

import colorsys
from dataclasses import replace

import numpy as np

from .archive import Archive
from .body import Shape
from .people import Colour, Garment, Look
from .presets import shoes, tee, trousers

CHILDREN = 0.3
DETAILS = ("head", "nose", "chin", "forehead", "cheek", "mouth", "stomach", "hip", "buttocks")
PROPORTIONS = (
    "arms/measure-upperarm-length", "arms/measure-lowerarm-length", "legs/upperlegs-height", "legs/lowerlegs-height",
    "torso/torso-scale-vert", "torso/torso-scale-horiz", "torso/measure-shoulder-dist",
)  # fmt: skip
SKIN_RAMP: tuple[Colour, ...] = (
    (0.90, 0.74, 0.64), (0.84, 0.66, 0.53), (0.70, 0.51, 0.39), (0.50, 0.34, 0.25), (0.26, 0.17, 0.12),
    (0.15, 0.115, 0.095),
)  # fmt: skip
"""From light to dark, the last one below the ninth of the ten tones of the Monk scale."""
HAIRS: tuple[Colour, ...] = (
    (0.06, 0.05, 0.05), (0.10, 0.07, 0.05), (0.22, 0.14, 0.09), (0.38, 0.25, 0.14), (0.62, 0.47, 0.27),
    (0.78, 0.66, 0.44), (0.48, 0.20, 0.09),
)  # fmt: skip
NEUTRALS: tuple[Colour, ...] = (
    (0.05, 0.05, 0.06), (0.13, 0.13, 0.15), (0.3, 0.3, 0.32), (0.55, 0.55, 0.56), (0.8, 0.8, 0.8), (0.94, 0.94, 0.93),
    (0.20, 0.27, 0.40), (0.13, 0.18, 0.30), (0.36, 0.45, 0.58), (0.46, 0.41, 0.33), (0.72, 0.64, 0.5),
    (0.3, 0.22, 0.16),
)  # fmt: skip


def random_shape(rng: np.random.Generator, archive: Archive) -> Shape:
    """Anybody: three in ten are children (from about two years) or teenagers."""
    kind = rng.random()
    if kind < 0.5 * CHILDREN:
        age = rng.uniform(0.07, 0.2)
    elif kind < CHILDREN:
        age = rng.uniform(0.2, 0.42)
    else:
        age = rng.uniform(0.42, 0.65) if rng.random() < 0.7 else rng.uniform(0.65, 1.0)
    male = float(np.clip(rng.beta(0.25, 0.25), 0, 1))
    origin = dict(zip(("african", "asian", "caucasian"), rng.dirichlet([0.5, 0.5, 0.6]).tolist(), strict=True))
    details = _random_details(rng, archive)
    if age > 0.4:
        cup = "breast/female-young-averagemuscle-averageweight-maxcup-averagefirmness"
        if male < 0.4 and cup in archive.targets:
            details[cup] = float(rng.uniform(0, 0.8))
    return Shape(
        male=male,
        age=float(age),
        weight=float(np.clip(rng.normal(0.52, 0.22), 0, 1)),
        muscle=float(np.clip(rng.normal(0.5, 0.18), 0, 1)),
        origin=origin,
        details=details,
    )


def _random_details(rng: np.random.Generator, archive: Archive) -> dict[str, float]:
    """A few changes of face and belly, and other proportions of the limbs."""
    names = [name for name in archive.targets if name.split("/")[0] in DETAILS and not _is_unfit(name)]
    out = {names[k]: float(rng.uniform(0, 0.6)) for k in rng.choice(len(names), 8, replace=False)}
    for name in PROPORTIONS:
        amount = float(rng.normal(0, 0.4))
        out[f"{name}-{'incr' if amount > 0 else 'decr'}"] = min(abs(amount), 1.0)
    return out


def _is_unfit(name: str) -> bool:
    """One-sided targets, and those that move a part as a whole."""
    return name.split("/")[1].startswith(("l-", "r-")) or "trans" in name


def random_colour(rng: np.random.Generator) -> Colour:
    """Half of the clothes are black, white, grey, blue or brown; the others have any colour."""
    if rng.random() < 0.5:
        base = np.array(NEUTRALS[rng.integers(len(NEUTRALS))]) + rng.normal(0, 0.03, 3)
    else:
        base = np.array(colorsys.hsv_to_rgb(rng.random(), rng.beta(2, 1.6), rng.uniform(0.2, 0.98)))
    r, g, b = (float(v) for v in np.clip(base, 0.02, 0.98))
    return r, g, b


def patterned(garment: Garment, rng: np.random.Generator) -> Garment:
    """A third of the garments have a pattern."""
    kind = rng.choice(["plain", "stripes", "checks", "block", "print"], p=[0.62, 0.09, 0.07, 0.06, 0.16])
    return replace(garment, pattern=str(kind), second=random_colour(rng))


def random_look(rng: np.random.Generator, shape: Shape, skirts: bool) -> Look:
    """Skin, hair and clothes that go with a shape; ``skirts`` says whether the pose suits a skirt."""
    dark = np.clip(
        4.6 * shape.origin.get("african", 0) + 0.9 * shape.origin.get("asian", 0) + rng.normal(0.4, 0.5), 0, 5
    )
    steps = np.arange(len(SKIN_RAMP))
    r, g, b = (float(np.interp(dark, steps, [c[k] for c in SKIN_RAMP])) for k in range(3))
    return Look(
        skin=(r, g, b),
        hair=_hair_colour(rng, shape),
        hair_style=_hair_style(rng, shape),
        eyes=((0.30, 0.22, 0.14), (0.16, 0.1, 0.07), (0.35, 0.45, 0.55), (0.33, 0.4, 0.28))[rng.integers(4)],
        clothes=tuple(random_clothes(rng, shape, skirts)),
    )


def _hair_colour(rng: np.random.Generator, shape: Shape) -> Colour:
    if shape.age > 0.68 and rng.random() < 0.7:
        grey = float(rng.uniform(0.4, 0.85))
        return grey, grey * 0.98, grey * 0.95
    if rng.random() < 0.06:
        return random_colour(rng)
    fair = 1 - shape.origin.get("african", 0) - shape.origin.get("asian", 0)
    r, g, b = HAIRS[rng.integers(len(HAIRS) if rng.random() < fair else 3)]
    return r, g, b


def _hair_style(rng: np.random.Generator, shape: Shape) -> str:
    female = 1 - shape.male
    chances = [0.02 + 0.12 * shape.male * (shape.age > 0.5), 0.25 + 0.6 * shape.male, 0.05 + 0.7 * female]
    return str(rng.choice(["bald", "short", "long"], p=np.array(chances) / sum(chances)))


def random_clothes(rng: np.random.Generator, shape: Shape, skirts: bool) -> list[Garment]:
    """From the innermost to the outermost: legs, feet, trunk, perhaps a jacket and a cap."""
    clothes = _on_legs(rng, shape, skirts) + _on_feet(rng)
    if not (shape.male > 0.5 and rng.random() < 0.05):
        clothes.append(_on_trunk(rng))
    if rng.random() < 0.22:
        jacket = tee(random_colour(rng), sleeve=rng.uniform(1.7, 2.0), inflate=rng.uniform(0.02, 0.032), neck=0.1)
        clothes.append(patterned(replace(jacket, trunk=(float(rng.uniform(-0.25, 0.1)), 0.98)), rng))
    if rng.random() < 0.14:
        cap = Garment(random_colour(rng), surface="body", inflate=0.02, scalp=float(rng.uniform(-0.1, 0.3)))
        clothes.append(patterned(cap, rng))
    return clothes


def _on_legs(rng: np.random.Generator, shape: Shape, skirts: bool) -> list[Garment]:
    colour, kind = random_colour(rng), rng.random()
    if skirts and kind < 0.35 * (1 - shape.male):
        hem = float(rng.uniform(0.35, 1.6))
        skirt = Garment(colour, surface="helper-skirt", leg=(-0.6, hem), trunk=(-9, 0.36), inflate=0.022)
        return [patterned(skirt, rng)]
    if kind < 0.62:
        loose = rng.random() < 0.6
        made = trousers(colour, leg=(-9, float(rng.uniform(1.55, 1.97))))
        made = replace(made, inflate=float(rng.uniform(0.01, 0.022) if loose else 0.004), loose=5 if loose else 2)
    elif kind < 0.95:
        made = trousers(colour, leg=(-9, float(rng.uniform(0.3, 1.2))), inflate=float(rng.uniform(0.006, 0.025)))
    else:
        made = trousers(colour, leg=(-9, 0.12), inflate=0.004, loose=1)
    return [patterned(made, rng) if rng.random() < 0.5 else made]


def _on_feet(rng: np.random.Generator) -> list[Garment]:
    kind = rng.random()
    if kind < 0.14:
        return []
    out = [replace(shoes(random_colour(rng)), leg=(float(rng.uniform(1.6, 1.9)), 9.0), inflate=0.005)] * (kind < 0.4)
    return [*out, replace(shoes(random_colour(rng)), leg=(float(1.96 if kind < 0.85 else rng.uniform(1.4, 1.9)), 9.0))]


def _on_trunk(rng: np.random.Generator) -> Garment:
    tight = rng.random() < 0.25
    made = tee(
        random_colour(rng),
        sleeve=float(
            rng.choice([rng.uniform(0.08, 0.25), rng.uniform(0.35, 0.9), rng.uniform(1.5, 2.0)], p=[0.2, 0.45, 0.35])
        ),
        trunk=(float(rng.uniform(-0.15, 0.2)), 0.97),
        neck=float(rng.uniform(0.0, 0.18)),
        inflate=float(rng.uniform(0.005, 0.01) if tight else rng.uniform(0.013, 0.024)),
        loose=2 if tight else 8,
    )
    return patterned(made, rng)
