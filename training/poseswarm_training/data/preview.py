# SPDX-License-Identifier: Apache-2.0
"""A grid of augmented crops with their joints, and of scout frames with their targets, for the eyes.

python -m poseswarm_training.data.preview --cache CACHE_DIR --out grid.png
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .cache import load
from .scouts import ScoutSampler
from .squads import MIX, SquadSampler

ZOOM = 2
BONES = ((5, 7), (7, 9), (6, 8), (8, 10), (5, 6), (5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16))
Image = NDArray[np.uint8]


def joint_colour(joint: int) -> tuple[int, int, int]:
    """RGB: the person's left side is green, the right side red, the nose yellow."""
    return (255, 255, 0) if joint == 0 else (0, 255, 0) if joint % 2 else (255, 60, 60)


def draw_crop(image: Image, joints: NDArray[Any], weights: NDArray[Any]) -> Image:
    """An enlarged crop with bones and joints; joints of weight 0 are left out, doubtful ones are hollow."""
    big = cv2.resize(image, None, fx=ZOOM, fy=ZOOM, interpolation=cv2.INTER_NEAREST)
    at = np.rint(joints * ZOOM - 0.5).astype(int)
    for a, b in BONES:
        if weights[a] > 0 and weights[b] > 0:
            colour = joint_colour(b) if a % 2 == b % 2 else (90, 160, 255)
            cv2.line(big, at[a].tolist(), at[b].tolist(), colour, 1, cv2.LINE_AA)
    for joint in range(17):
        if weights[joint] > 0:
            cv2.circle(big, at[joint].tolist(), 3, joint_colour(joint), -1 if weights[joint] > 0.75 else 1, cv2.LINE_AA)
    return big


def draw_frame(image: Image, frame: dict[str, NDArray[Any]]) -> Image:
    """An enlarged frame: heat red, ignored cells blue, focus yellow dots, and the box of every peak of the heat."""
    size = image.shape[0]
    big = cv2.resize(image, None, fx=ZOOM, fy=ZOOM, interpolation=cv2.INTER_NEAREST)
    grown = [cv2.resize(frame[name], (size * ZOOM, size * ZOOM), interpolation=0) for name in ("heat", "heat_weight")]
    big = np.clip(big + grown[0][..., None] * (160, -60, -60), 0, 255).astype(np.uint8)
    big[grown[1] == 0] = big[grown[1] == 0] // 2 + np.array([0, 0, 120], np.uint8)
    big[(grown[1] > 0) & (grown[1] < 1)] //= 2
    for row, column in np.argwhere(frame["focus"] > 0):
        cv2.circle(big, (8 * ZOOM * column + 8, 8 * ZOOM * row + 8), 2, (255, 255, 0), -1)
    for row, column in np.argwhere(frame["ltrb_weight"] > 0):
        left, top, right, bottom = frame["ltrb"][:, row, column]
        x, y = 8 * column + 4, 8 * row + 4
        low, high = np.rint([(x - left) * ZOOM, (y - top) * ZOOM]), np.rint([(x + right) * ZOOM, (y + bottom) * ZOOM])
        cv2.rectangle(big, low.astype(int).tolist(), high.astype(int).tolist(), (0, 255, 0), 1)
    return big


def tile(images: list[Image], columns: int) -> Image:
    """Equal pictures in rows of `columns`; the last row is filled with black."""
    images = images + [np.zeros_like(images[0])] * (-len(images) % columns)
    return np.concatenate([np.concatenate(images[i : i + columns], 1) for i in range(0, len(images), columns)])


def main() -> None:
    """Writes the grid."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", help="only people of this set")
    parser.add_argument("--scouts", action="store_true", help="whole frames instead of crops")
    args = parser.parse_args()
    cache = load(args.cache)
    if args.scouts:
        batch = ScoutSampler(cache, "train", args.seed).batch(18)
        grid = tile([draw_frame(batch["images"][i], {k: v[i] for k, v in batch.items()}) for i in range(18)], 6)
    else:
        mix = {args.set: 1.0} if args.set else MIX
        batch = SquadSampler(cache, "train", args.seed, mix=mix).batch(50)
        rows = zip(batch["images"], batch["joints"], batch["weights"], strict=True)
        grid = tile([draw_crop(*row) for row in rows], 10)
    cv2.imwrite(str(args.out), cv2.cvtColor(grid, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
