# SPDX-License-Identifier: Apache-2.0
"""Draws the curves of training runs from their log.jsonl: one line a run, over the crops it has seen.

    python scripts/draw_curves.py checkpoints/squad-0 checkpoints/squad-1 --out ../docs/accuracy/training.svg

A run listed as A+B goes on where A ended: B's crops are counted from there.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 140, 50, 60
COLOURS = ["#0b6e99", "#b3541e", "#3d7a35", "#7a3d73", "#52606d"]
INK, GRID = "#1f2933", "#d9dee3"
Curve = list[tuple[float, float]]


def curve_of(runs: str, value: str) -> Curve:
    """(crops, value) of a run, or of runs that follow one another."""
    points: Curve = []
    before = 0.0
    for run in runs.split("+"):
        lines = [json.loads(line) for line in (Path(run) / "log.jsonl").read_text().splitlines()]
        points += [(before + line["samples"], line[value]) for line in lines if value in line]
        before += lines[-1]["samples"]
    return points


def text(x: float, y: float, content: str, anchor: str = "middle", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{content}</text>'


def drawing(curves: dict[str, Curve], value: str) -> str:
    """The SVG document. The vertical axis begins at the least value: it is the differences that tell."""
    points = [point for curve in curves.values() for point in curve]
    most = max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    margin = 0.08 * (high - low or 1)
    low, high = low - margin, high + margin

    def place(x: float, y: float) -> tuple[float, float]:
        across = LEFT + x / most * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = []
    for k in range(6):
        x, y = most * k / 5, low + (high - low) * k / 5
        across, up = place(x, y)
        parts.append(f'<line x1="{LEFT}" y1="{up:.1f}" x2="{WIDTH - RIGHT}" y2="{up:.1f}" stroke="{GRID}"/>')
        parts += [text(LEFT - 8, up + 4, f"{y:.3g}", "end"), text(across, HEIGHT - BOTTOM + 18, f"{x / 1000:.0f} k")]
    parts.append(text(LEFT, TOP - 12, value, "start"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, "crops or frames seen"))
    for index, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in curve))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(WIDTH - RIGHT + 12, TOP + 18 * index, name, "start", colour))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" '
        f'font-size="12" role="img" aria-label="{value} while training">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", help="folders of runs; A+B for runs that follow one another")
    parser.add_argument("--value", default="val_loss", help="which number of the log")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    curves = {Path(runs.split("+")[-1]).name: curve_of(runs, args.value) for runs in args.runs}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(drawing(curves, args.value))


if __name__ == "__main__":
    main()
