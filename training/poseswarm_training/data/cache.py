# SPDX-License-Identifier: Apache-2.0
"""All training pictures decoded once into one memory-mapped file, with a table of their people.

Files in the cache folder: `pixels.u8` (RGB, every picture with its half and quarter size, packed), `table.npz`.
    python -m poseswarm_training.data.cache --data ../shared/data --out CACHE_DIR [--synthetic PACK_DIR]
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .packs import SETS, SYNTHETIC, Picture, pack_paths, read_coco, read_packs, tar_reader

LEVELS = 3
VERSION = 2
Array = NDArray[Any]


@dataclass
class Cache:
    """Pictures 0..P-1 and people 0..N-1.

    Pictures: `offsets` (P, 3) bytes and `sizes` (P, 3, 2) height, width a level; `sets` (P) index in SETS, `keys` (P),
    `held_out` (P), `all_boxed` (P).
    People: `picture` (N), `box` (N, 4) xywh px, `joints` (N, 17, 3) x, y px + code, `weights` (N, 17), `crowd` (N);
    `first` (P + 1): the people of picture p are first[p]..first[p + 1].
    """

    pixels: Array
    offsets: Array
    sizes: Array
    sets: Array
    keys: Array
    held_out: Array
    all_boxed: Array
    picture: Array
    box: Array
    joints: Array
    weights: Array
    crowd: Array
    first: Array

    def image(self, index: int, level: int = 0) -> Array:
        """Picture `index` as uint8 (h, w, 3) RGB, a view; level 1 is half, 2 a quarter of the size."""
        height, width = self.sizes[index, level]
        start = self.offsets[index, level]
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)


TABLE = [name for name in Cache.__dataclass_fields__ if name != "pixels"]


def decode(data: bytes, picture: Picture) -> list[Array]:
    """The picture's levels, uint8 RGB; ValueError when it cannot be decoded or has another size than its label."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None or image.shape[:2] != (picture.height, picture.width):
        found = None if image is None else image.shape
        raise ValueError(f"{picture.dataset}/{picture.file}: decoded {found}, expected {picture.height, picture.width}")
    levels = [cv2.cvtColor(image, cv2.COLOR_BGR2RGB)]
    while len(levels) < LEVELS:
        height, width = levels[-1].shape[:2]
        half = (max((width + 1) // 2, 1), max((height + 1) // 2, 1))
        levels.append(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA))
    return levels


def table_of(pictures: list[Picture]) -> dict[str, Array]:
    """The arrays of `Cache` that need no pixels."""
    people = [(index, person) for index, picture in enumerate(pictures) for person in picture.people]
    counts = [len(picture.people) for picture in pictures]
    return {
        "sets": np.array([SETS.index(p.dataset) for p in pictures], np.uint8),
        "keys": np.array([p.key for p in pictures]),
        "held_out": np.array([p.held_out for p in pictures]),
        "all_boxed": np.array([p.all_boxed for p in pictures]),
        "picture": np.array([index for index, _ in people], np.int32),
        "box": np.array([person.box for _, person in people], np.float32).reshape(-1, 4),
        "joints": np.array([person.joints for _, person in people], np.float32).reshape(-1, 17, 3),
        "weights": np.array([person.weights for _, person in people], np.float32).reshape(-1, 17),
        "crowd": np.array([person.crowd for _, person in people], bool),
        "first": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    }


def build(data: Path, out: Path, threads: int = 2, synthetic: Path | None = None) -> None:
    """Writes the cache of the packs under `data` into `out`; files are renamed into place when they are complete.

    `synthetic` is the folder of a pack of rendered people that is to be among them.
    """
    pictures = read_packs(data, synthetic)
    out.mkdir(parents=True, exist_ok=True)
    readers = {name: tar_reader(pack_paths(data, name, synthetic)[0]) for name in {p.dataset for p in pictures}}
    offsets, sizes, position = [], [], 0
    with (out / "pixels.tmp").open("wb") as file, ThreadPoolExecutor(threads) as pool:
        queue = iter(pictures)
        while chunk := list(islice(queue, 256)):
            for levels in pool.map(lambda p: decode(readers[p.dataset](p.file), p), chunk):
                sizes.append([level.shape[:2] for level in levels])
                offsets.append([])
                for level in levels:
                    offsets[-1].append(position)
                    position += file.write(np.ascontiguousarray(level).data)
    table = table_of(pictures) | {"offsets": np.array(offsets, np.int64), "sizes": np.array(sizes, np.int64)}
    np.savez(out / "table.tmp.npz", version=VERSION, **table)
    (out / "table.npz").unlink(missing_ok=True)
    (out / "pixels.tmp").rename(out / "pixels.u8")
    (out / "table.tmp.npz").rename(out / "table.npz")


def is_current(folder: Path, synthetic: Path | None = None) -> bool:
    """Whether `folder` holds a complete cache of this version, with as many pictures as the `synthetic` pack has."""
    if not (folder / "table.npz").exists():
        return False
    with np.load(folder / "table.npz") as table:
        if int(table["version"]) != VERSION:
            return False
        rendered = int((table["sets"] == SETS.index(SYNTHETIC)).sum())
    return rendered == (len(read_coco(synthetic / f"{SYNTHETIC}.json", SYNTHETIC)) if synthetic else 0)


def load(folder: Path | str) -> Cache:
    """Opens a cache (read-only map: workers share its memory). FileNotFoundError or ValueError with what to run."""
    folder = Path(folder)
    hint = "build it: python -m poseswarm_training.data.cache --data DATA --out " + str(folder)
    if not (folder / "table.npz").exists():
        raise FileNotFoundError(f"no training cache in {folder}; {hint}")
    with np.load(folder / "table.npz") as table:
        if int(table["version"]) != VERSION:
            raise ValueError(f"cache version {int(table['version'])} in {folder}, expected {VERSION}; {hint}")
        arrays = {name: table[name] for name in TABLE}
    return Cache(pixels=np.memmap(folder / "pixels.u8", np.uint8, "r").view(np.ndarray), **arrays)


def summary(cache: Cache) -> dict[str, dict[str, int]]:
    """Counts a set: pictures, people, people with joints, joints with weight, held-out people."""
    rows = {}
    for index, name in enumerate(SETS):
        mine = cache.sets[cache.picture] == index
        labelled = mine & (cache.weights > 0).any(1)
        rows[name] = {
            "pictures": int((cache.sets == index).sum()),
            "people": int(mine.sum()),
            "labelled": int(labelled.sum()),
            "joints": int((cache.weights[mine] > 0).sum()),
            "held_out": int((labelled & cache.held_out[cache.picture]).sum()),
        }
    return rows


def main() -> None:
    """Builds the cache unless it is there already, then prints its counts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--synthetic", type=Path, help="folder of a pack of rendered people, made by synth.crowd")
    parser.add_argument("--force", action="store_true", help="build even when it is there")
    args = parser.parse_args()
    if args.force or not is_current(args.out, args.synthetic):
        build(args.data, args.out, synthetic=args.synthetic)
    print(json.dumps(summary(load(args.out)), indent=1))


if __name__ == "__main__":
    main()
