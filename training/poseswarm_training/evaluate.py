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
import torch
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from .swarm.consensus import consensus
from .swarm.crop import REFERENCE_VIEW, from_reference, person_crop, reference_votes, resample, view_window
from .swarm.decode import decode
from .swarm.model import ProgramModule

Floats = NDArray[np.float64]


@torch.no_grad()
def squad_votes(
    module: ProgramModule,
    pictures: list[NDArray[np.uint8]],
    boxes: Floats,
    view: dict[str, Any],
    batch: int = 64,
) -> Floats:
    """Votes `(people, 17, 3)` (x, y in reference-crop px, mass) of one squad under `view`."""
    size = module.program["input"]
    width, height = size["width"], size["height"]
    crops = np.zeros((len(boxes), height, width, 3), np.float32)
    rects = np.array([person_crop(box, view, width, height) for box in boxes])
    for i, picture in enumerate(pictures):
        crops[i] = resample(picture, rects[i], width, height, view["mirror"])
    records = []
    for start in range(0, len(crops), batch):
        records.append(decode(module(torch.from_numpy(crops[start : start + batch]))["attend"]))
    found = torch.cat(records)[..., :3].double().numpy()
    references = np.array([person_crop(box, REFERENCE_VIEW, width, height) for box in boxes])
    return reference_votes(found, rects, references, view, (width, height))


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


def to_picture(points: Floats, boxes: Floats, width: int = 96, height: int = 128) -> Floats:
    """Reference-crop px `(people, 17, 2)` -> picture px."""
    rects = np.array([person_crop(box, REFERENCE_VIEW, width, height) for box in boxes])
    return from_reference(points, rects, width, height)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, help="one for all squads, or one each")
    args = parser.parse_args()
    from .train.squads import load_squads

    coco, people, pictures = load_people(args.images, args.annotations)
    boxes = np.array([person["bbox"] for person in people], np.float64)
    votes, windows = [], []
    for module, view in load_squads(args.checkpoints):
        size = module.program["input"]
        windows.append(view_window(view, size["width"], size["height"]))
        one = squad_votes(module, pictures, boxes, view)
        votes.append(one)
        print(view, average_precision(coco, people, to_picture(one[..., :2], boxes), one[..., 2].mean(1)))
    agreed, _ = consensus(np.stack(votes, 1), np.stack(windows))
    print("consensus", average_precision(coco, people, to_picture(agreed[..., :2], boxes), agreed[..., 2].mean(1)))


if __name__ == "__main__":
    main()
