# SPDX-License-Identifier: Apache-2.0
"""COCO AP of a set of squads on ground-truth boxes, in Python: a quick look while training runs.

The figures that count come from `poseswarm eval`; this shares its crops, votes and consensus, not its code.
"""

from __future__ import annotations

import argparse
import contextlib
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from .swarm.crop import from_reference
from .swarm.quantise import quantised
from .train.level4 import ballot, look, votes_of
from .train.squads import load_squads
from .train.subjects import Pictures, given

Floats = NDArray[np.float64]


def load_people(images: Path, annotations: Path) -> tuple[COCO, list[dict[str, Any]], list[NDArray[np.uint8]]]:
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(annotations))
    people = [a for a in coco.dataset["annotations"] if a["num_keypoints"] > 0 and not a["iscrowd"]]
    cache: dict[int, NDArray[np.uint8]] = {}
    pictures = []
    for person in people:
        key = person["image_id"]
        if key not in cache:
            bgr = cv2.imread(str(images / coco.imgs[key]["file_name"]), cv2.IMREAD_COLOR)
            cache[key] = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        pictures.append(cache[key])
    return coco, people, pictures


def average_precision(coco: COCO, people: list[dict[str, Any]], points: Floats, scores: Floats) -> dict[str, float]:
    """points `(people, 17, 2)` in picture px, scores `(people,)`."""
    found = []
    for person, xy, score in zip(people, points, scores, strict=True):
        flat = np.concatenate([xy, np.ones((17, 1))], 1).ravel().tolist()
        found.append({"image_id": person["image_id"], "category_id": 1, "keypoints": flat, "score": float(score)})
    with contextlib.redirect_stdout(io.StringIO()):
        run = COCOeval(coco, coco.loadRes(found), "keypoints")
        run.evaluate()
        run.accumulate()
        run.summarize()
    return {name: round(float(run.stats[i]), 4) for i, name in enumerate(["AP", "AP50", "AP75", "APm", "APl", "AR"])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, help="one for all squads, or one each")
    parser.add_argument("--rounded", action="store_true", help="with int8 weights, as export rounds them")
    args = parser.parse_args()
    coco, people, pictures = load_people(args.images, args.annotations)
    boxes = np.array([person["bbox"] for person in people], np.float64)
    squads = load_squads(args.checkpoints)
    if args.rounded:
        for module, _ in squads:
            quantised(module)
    seen = look(squads, Pictures(pictures), given(boxes))
    votes = votes_of(seen, None)
    for i, view in enumerate(seen.views):
        points = from_reference(votes[:, i, :, :2], seen.reference, *seen.sizes)
        print(view, average_precision(coco, people, points, votes[:, i, :, 2].mean(1)))
    _, agreed = ballot(seen, None)
    points = from_reference(agreed[..., :2], seen.reference, *seen.sizes)
    print("consensus", average_precision(coco, people, points, agreed[..., 2].mean(1)))


if __name__ == "__main__":
    main()
