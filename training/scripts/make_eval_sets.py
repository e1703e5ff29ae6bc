# SPDX-License-Identifier: Apache-2.0
"""Annotation files for `poseswarm eval` beyond the dev set itself.

    python scripts/make_eval_sets.py --data ../../shared/data --out OUT

OUT/clear.json: the dev set's clear people (area > 96^2 and at least 14 labelled keypoints); everybody else of those
pictures is an ignore region. OUT/grey, OUT/dark, ... (pictures + people.json): the dev set without colour, in other
light (`LIGHTS`), with other gammas (`GAMMAS`), and turned (`TURNS`): upside down, and lying on either side. OUT/lspet:
the held-out 5 % of LSP Extended, 12 joints, with the crops' pictures.
OUT/coco: the held-out 3 % of the training pictures of COCO, whole frames.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from poseswarm_training.data.labels import is_held_out
from poseswarm_training.data.packs import tar_reader
from poseswarm_training.oks import AREA_SHARE

CLEAR_AREA, CLEAR_JOINTS = 96**2, 14
BODY = range(5, 17)
Image = NDArray[np.uint8]
Colour = tuple[float, float, float]
LIGHTS: dict[str, tuple[Colour, float]] = {
    "half": ((0.5, 0.5, 0.5), 0),
    "dark": ((0.25, 0.25, 0.25), 0),
    "eighth": ((0.12, 0.12, 0.12), 0),
    "haze": ((0.35, 0.35, 0.35), 0.5),
    "haze2": ((0.35, 0.35, 0.35), 0.2),
    "warm": ((0.5, 0.8, 1), 0),
    "cold": ((1, 0.75, 0.5), 0),
}
GAMMAS = (0.4, 0.6, 1.6, 2.5)
TURNS = {"left": 1, "upside": 2, "right": 3}
"""Quarter turns against the clock: in "left" whoever stood lies with their head to the left."""


def clear_people(dev: dict[str, Any]) -> dict[str, Any]:
    """The same file with everybody who is not clear marked as an ignore region."""
    people = []
    for person in dev["annotations"]:
        clear = person["area"] > CLEAR_AREA and person["num_keypoints"] >= CLEAR_JOINTS and not person["iscrowd"]
        people.append(person if clear else {**person, "iscrowd": 1})
    return {**dev, "annotations": people}


def grey(image: Image) -> Image:
    return cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def in_light(gain: Colour, haze: float) -> Callable[[Image], Image]:
    """Values v of 0..1 as haze + gain * v, gain by channel: blue, green, red."""
    return lambda image: np.clip(np.floor(image * np.array(gain) + 255 * haze + 0.5), 0, 255).astype(np.uint8)


def in_gamma(gamma: float) -> Callable[[Image], Image]:
    """Values v of 0..1 as v ** gamma: below 1 brighter, above 1 darker."""
    values = np.floor(255 * (np.arange(256) / 255) ** gamma + 0.5).astype(np.uint8)
    return lambda image: values[image]


def quarters(turns: int) -> Callable[[Image], Image]:
    return lambda image: np.ascontiguousarray(np.rot90(image, turns))


def turned(dev: dict[str, Any], turns: int) -> dict[str, Any]:
    """The labels of pictures that are turned by so many quarters against the clock."""
    for _ in range(turns):
        dev = quarter(dev)
    return dev


def quarter(dev: dict[str, Any]) -> dict[str, Any]:
    """What is at (x, y) of a picture ``width`` wide comes to (y, width - x)."""
    widths = {image["id"]: image["width"] for image in dev["images"]}
    images = [{**image, "width": image["height"], "height": image["width"]} for image in dev["images"]]
    people = []
    for person in dev["annotations"]:
        width = widths[person["image_id"]]
        x, y, w, h = person["bbox"]
        flat = list(person["keypoints"])
        for joint in range(17):
            if flat[3 * joint + 2] > 0:
                flat[3 * joint : 3 * joint + 2] = [flat[3 * joint + 1], width - flat[3 * joint]]
        people.append({**person, "bbox": [y, width - x - w, h, w], "keypoints": flat})
    return {**dev, "images": images, "annotations": people}


def write_changed(source: Path, dev: dict[str, Any], out: Path, change: Callable[[Image], Image]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for image in dev["images"]:
        picture = cv2.imread(str(source / image["file_name"]), cv2.IMREAD_COLOR)
        cv2.imwrite(str(out / image["file_name"]), change(picture), [cv2.IMWRITE_JPEG_QUALITY, 95])


def write_lspet(train: Path, out: Path) -> int:
    """The held-out crops of LSP Extended as pictures and COCO annotations; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    read = tar_reader(train / "lspet.tar")
    images, people = [], []
    for item in json.loads((train / "lspet.json").read_text())["items"]:
        if not is_held_out("lspet", item["src"]):
            continue
        number, name = len(images) + 1, Path(item["f"]).name
        (out / name).write_bytes(read(item["f"]))
        images.append({"id": number, "file_name": name, "width": item["w"], "height": item["h"]})
        joints = [joint if k in BODY and joint[2] > 0 else [0, 0, 0] for k, joint in enumerate(item["human"])]
        flat = [value for x, y, v in joints for value in (x, y, 2 if v > 0 else 0)]
        labelled = sum(v > 0 for *_, v in joints)
        area = AREA_SHARE * item["box"][2] * item["box"][3]
        person = {"id": number, "image_id": number, "category_id": 1, "iscrowd": 0, "bbox": item["box"], "area": area}
        people.append({**person, "keypoints": flat, "num_keypoints": labelled})
    (out / "people.json").write_text(json.dumps({"images": images, "annotations": people}))
    return len(images)


def write_coco(train: Path, out: Path) -> int:
    """The held-out frames of the COCO pack as they are, with their annotations; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    read = tar_reader(train / "coco.tar")
    pack = json.loads((train / "coco.json").read_text())
    images = [image for image in pack["images"] if is_held_out("coco", str(image["id"]))]
    numbers = {image["id"] for image in images}
    people = [person for person in pack["annotations"] if person["image_id"] in numbers]
    people = [{**person, "keypoints": person["keypoints"] or [0] * 51} for person in people]
    for image in images:
        (out / Path(image["file_name"]).name).write_bytes(read(image["file_name"]))
    images = [{**image, "file_name": Path(image["file_name"]).name} for image in images]
    (out / "people.json").write_text(json.dumps({**pack, "images": images, "annotations": people}))
    return len(images)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    folder = args.data / "dev/coco"
    dev = json.loads((folder / "person_keypoints.json").read_text())
    (args.out / "clear.json").write_text(json.dumps(clear_people(dev)))
    lights = {name: in_light(gain, haze) for name, (gain, haze) in LIGHTS.items()}
    gammas = {f"gamma{gamma}": in_gamma(gamma) for gamma in GAMMAS}
    turns = {name: quarters(count) for name, count in TURNS.items()}
    for name, change in {"grey": grey, **lights, **gammas, **turns}.items():
        write_changed(folder / "images", dev, args.out / name, change)
        labels = turned(dev, TURNS.get(name, 0))
        (args.out / name / "people.json").write_text(json.dumps(labels))
    print(f"{write_lspet(args.data / 'train', args.out / 'lspet')} pictures of LSP Extended")
    print(f"{write_coco(args.data / 'train', args.out / 'coco')} pictures of COCO")


if __name__ == "__main__":
    main()
