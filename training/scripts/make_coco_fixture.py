# SPDX-License-Identifier: Apache-2.0
"""Makes test/fixtures/coco-eval: synthetic annotations and detections, and the numbers that pycocotools gives for them.

The cases that are easy to get wrong are all in it: crowds, people without a labelled joint, missing joints, areas on
the limits of the ranges, areas of 0, more than 20 detections in a picture, ties between scores in and across pictures,
pictures without people or without detections, picture ids that are neither sorted nor dense.

    python training/scripts/make_coco_fixture.py      (pycocotools 2.0.11, numpy; same seed, same files)
"""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "coco-eval"
STATS = ["AP", "AP50", "AP75", "APm", "APl", "AR", "AR50", "AR75", "ARm", "ARl"]
JOINTS = 17
WIDTH, HEIGHT = 640, 480
# Rough standing person in the unit box, COCO order.
BODY = np.array(
    [
        [0.50, 0.08],
        [0.54, 0.06],
        [0.46, 0.06],
        [0.59, 0.08],
        [0.41, 0.08],
        [0.70, 0.22],
        [0.30, 0.22],
        [0.80, 0.38],
        [0.20, 0.38],
        [0.85, 0.53],
        [0.15, 0.53],
        [0.63, 0.53],
        [0.37, 0.53],
        [0.64, 0.75],
        [0.36, 0.75],
        [0.65, 0.97],
        [0.35, 0.97],
    ]
)


def person(rng, area_of=None):
    """Box, segment area and 17 x (x, y, v) of one person."""
    height = float(rng.choice([30, 45, 60, 90, 140, 220, 400]) * rng.uniform(0.85, 1.15))
    width = height * float(rng.uniform(0.35, 0.6))
    x, y = float(rng.uniform(0, WIDTH - width)), float(rng.uniform(0, max(1, HEIGHT - height)))
    joints = BODY * [width, height] + [x, y] + rng.normal(0, 0.02 * height, (JOINTS, 2))
    v = rng.choice([0, 1, 2], JOINTS, p=[0.2, 0.2, 0.6])
    keypoints = np.column_stack([np.round(joints), v])
    keypoints[v == 0] = 0
    area = round(0.53 * width * height, 2) if area_of is None else area_of
    return {
        "bbox": [round(n, 2) for n in (x, y, width, height)],
        "area": area,
        "joints": joints,
        "keypoints": keypoints.reshape(-1),
    }


def detection(rng, image_id, joints, error, score):
    noisy = np.round(joints + rng.normal(0, error, joints.shape), 1)
    keypoints = np.column_stack([noisy, np.round(rng.uniform(0, 1, JOINTS), 2)]).reshape(-1)
    return {"image_id": image_id, "category_id": 1, "keypoints": keypoints.tolist(), "score": score}


def make(seed):
    rng = np.random.default_rng(seed)
    images, annotations, detections = [], [], []
    ids = (rng.permutation(40) * 7 + 3).tolist()
    for index, image_id in enumerate(ids):
        images.append({"id": image_id, "file_name": f"{image_id:06d}.jpg", "width": WIDTH, "height": HEIGHT})
        people = 0 if index % 10 == 0 else int(rng.integers(1, 6))
        if index == 7:
            people = 26  # more people and detections than the 20 that count
        for _ in range(people):
            area = {3: 32.0**2, 4: 96.0**2, 5: 0.0}.get(int(rng.integers(0, 40)))
            one = person(rng, area)
            kind = rng.choice(["labelled", "unlabelled", "crowd"], p=[0.82, 0.1, 0.08])
            if kind == "unlabelled" or (kind == "crowd" and rng.uniform() < 0.5):
                one["keypoints"] = np.zeros(3 * JOINTS)
            keypoints = one["keypoints"]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image_id,
                    "category_id": 1,
                    "bbox": one["bbox"],
                    "area": one["area"],
                    "iscrowd": int(kind == "crowd"),
                    "keypoints": keypoints.tolist(),
                    "num_keypoints": int(np.count_nonzero(keypoints[2::3])),
                }
            )
            size = np.sqrt(one["bbox"][2] * one["bbox"][3])
            # One or several answers for a person, from very good to hopeless; scores in tenths make ties.
            for _ in range(0 if index % 13 == 5 else int(rng.choice([0, 1, 2, 3], p=[0.15, 0.6, 0.15, 0.1]))):
                error = float(rng.choice([0.005, 0.02, 0.05, 0.1, 0.2])) * size
                score = round(float(np.clip(0.9 - 3 * error / size + rng.normal(0, 0.15), 0.05, 1)), 1)
                detections.append(detection(rng, image_id, one["joints"], error, score))
        for _ in range(int(rng.integers(0, 3))):  # people who are not there, of every size
            joints = person(rng)["joints"]
            detections.append(detection(rng, image_id, joints, 1.0, round(float(rng.uniform(0.1, 0.8)), 1)))
    order = rng.permutation(len(annotations))
    annotations = [annotations[i] for i in order]
    detections = [detections[i] for i in rng.permutation(len(detections))]
    categories = [{"id": 1, "name": "person", "supercategory": "person"}]
    return {"images": images, "annotations": annotations, "categories": categories}, detections


def judge(dataset, detections):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = json.loads(json.dumps(dataset))
        truth.createIndex()
        run = COCOeval(truth, truth.loadRes(json.loads(json.dumps(detections))), "keypoints")
        run.evaluate()
        run.accumulate()
        run.summarize()
    return dict(zip(STATS, run.stats.tolist(), strict=True))


def main():
    dataset, detections = make(seed=20170)
    crowded = max(sum(d["image_id"] == i["id"] for d in detections) for i in dataset["images"])
    assert crowded > 20, f"{crowded} detections in the fullest picture; more than 20 expected"
    expected = {"made_with": "pycocotools 2.0.11", "stats": judge(dataset, detections)}
    OUT.mkdir(parents=True, exist_ok=True)
    for name, content in [("annotations", dataset), ("detections", detections)]:
        (OUT / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
    (OUT / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    print(json.dumps({**expected, "people": len(dataset["annotations"]), "detections": len(detections)}))


if __name__ == "__main__":
    main()
