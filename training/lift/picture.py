# SPDX-License-Identifier: Apache-2.0
"""Draws held-out poses, true against lifted: as the camera sees them, from the side, and from above.

    python -m lift.picture --bodies runs/lift/bodies.npz --noise checkpoints/lift/noise.npz \
        --checkpoint checkpoints/lift/checkpoint.pt --out ../docs/lift.svg

Not the best ones: those at fixed ranks of the error, with true and with the swarm's noisy keypoints.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from . import bodies as motion
from . import noise as noises
from .measure import aligned, mpjpe
from .net import Lifter, quantised
from .train import held_out_views
from .views import Sample

LIMBS = [
    (5, 6), (11, 12), (5, 11), (6, 12), (5, 7), (7, 9), (6, 8), (8, 10), (11, 13), (13, 15), (12, 14), (14, 16), (0, 3),
    (0, 4), (3, 5), (4, 6),
]  # fmt: skip
RANKS = (0.1, 0.5, 0.9)
CELL = 150
METRE = 68
HEAD = 44
LABELS = 92
# Which coordinates are drawn to the right and down, and with which sign, in each row.
ROWS = [("camera", (0, 1), (1, 1)), ("from the side", (2, 1), (1, 1)), ("from above", (0, 2), (1, -1))]
LEFT, RIGHT, MIDDLE, TRUE = "#0b84d8", "#d8480b", "#6b6b6b", "#c4c4c4"


def colour(a: int, b: int) -> str:
    if a % 2 == b % 2 and a > 0:
        return LEFT if a % 2 else RIGHT
    return MIDDLE


def stick(points: Tensor, axes: tuple[int, int], signs: tuple[int, int], x: float, y: float, true: bool) -> str:
    """Lines of one body round (x, y) in px; points in metres."""
    at = [(x + METRE * signs[0] * float(p[axes[0]]), y + METRE * signs[1] * float(p[axes[1]])) for p in points]
    return "".join(
        f'<line x1="{at[a][0]:.1f}" y1="{at[a][1]:.1f}" x2="{at[b][0]:.1f}" y2="{at[b][1]:.1f}" '
        f'stroke="{TRUE if true else colour(a, b)}" stroke-width="{6 if true else 2}"/>'
        for a, b in LIMBS
    )


def column(title: str, subtitle: str, truth: Tensor, found: Tensor, x: float) -> str:
    middle = x + CELL / 2
    out = [
        f'<text x="{middle}" y="18" text-anchor="middle" font-weight="600">{title}</text>',
        f'<text x="{middle}" y="34" text-anchor="middle">{subtitle}</text>',
    ]
    for row, (_, axes, signs) in enumerate(ROWS):
        y = HEAD + CELL * (row + 0.5)
        out += [stick(truth, axes, signs, middle, y, True), stick(found, axes, signs, middle, y, False)]
    return "".join(out)


def chosen(lifter: Lifter, sample: Sample) -> list[tuple[float, float, Tensor, Tensor]]:
    """(rank, PA-MPJPE in mm, true, lifted and aligned) at the ranks."""
    with torch.no_grad():
        found = aligned(lifter(sample.seen), sample.points)
    error = mpjpe(found, sample.points)
    order = error.argsort()
    picks = [int(order[int(rank * (len(order) - 1))]) for rank in RANKS]
    return [(r, float(error[i]), sample.points[i], found[i]) for r, i in zip(RANKS, picks, strict=True)]


def draw(lifter: Lifter, samples: dict[str, Sample]) -> str:
    columns = []
    for kind in ("true", "sure"):
        for rank, error, truth, found in chosen(lifter, samples[kind]):
            x = LABELS + CELL * len(columns)
            title = f"{'true' if kind == 'true' else 'noisy'} 2-D, {100 * rank:.0f} % are better"
            columns.append(column(f"{error:.0f} mm", title, truth, found, x))
    width, height = LABELS + CELL * len(columns), HEAD + CELL * len(ROWS) + 8
    labels = "".join(
        f'<text x="8" y="{HEAD + CELL * (row + 0.5):.0f}">{name}</text>' for row, (name, *_) in enumerate(ROWS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="11" stroke-linecap="round">'
        "<title>Held-out poses in space: true ones grey, lifted ones coloured</title>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{labels}{"".join(columns)}</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=Path, required=True)
    parser.add_argument("--noise", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    lifter = Lifter().eval()
    lifter.load_state_dict(torch.load(args.checkpoint, weights_only=True))
    quantised(lifter)
    bodies, noise = motion.load(args.bodies), noises.load(args.noise)
    args.out.write_text(draw(lifter, held_out_views(bodies, noise, 1000)))


if __name__ == "__main__":
    main()
