# SPDX-License-Identifier: Apache-2.0
"""Reads the training packs (NAME.tar of pictures + NAME.json of labels) into plain records."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .geometry import Floats
from .labels import cleaned_labels, human_labels, is_held_out, teacher_labels

SYNTHETIC = "synthetic"
SETS = ("coco", "lspet", "everyday", "sports", "exercise", "backgrounds", SYNTHETIC)


@dataclass
class Person:
    """One person of a picture: box xywh in picture px, joints (17, 3), weights (17,), whether it stands for a crowd."""

    box: list[float]
    joints: Floats
    weights: Floats
    crowd: bool = False


@dataclass
class Picture:
    """One picture: file inside the pack, size in px, people, split and what is known about it."""

    dataset: str
    key: str
    file: str
    width: int
    height: int
    held_out: bool
    all_boxed: bool
    people: list[Person] = field(default_factory=list)


def dev_ids(data: Path) -> set[int]:
    """COCO ids of the pictures that judge: they must never be trained on. Empty when there is no dev folder."""
    annotations = data / "dev/coco/person_keypoints.json"
    ids = (
        {int(image["id"]) for image in json.loads(annotations.read_text())["images"]} if annotations.exists() else set()
    )
    return ids | {int(f.stem) for f in (data / "dev/negatives").glob("*") if f.stem.isdigit()}


def coco_id(picture: Picture) -> int | None:
    """The id of a picture that comes from COCO, in the COCO pack or among the backgrounds; else None."""
    if picture.dataset == "coco":
        return int(picture.key)
    match = re.match(r"COCO \w+ (\d+)", picture.key)
    return int(match[1]) if match else None


def assert_no_dev(pictures: list[Picture], forbidden: set[int]) -> None:
    """ValueError when a picture of COCO that judges is among the training pictures."""
    found = sorted({number for p in pictures if (number := coco_id(p)) is not None} & forbidden)
    if found:
        raise ValueError(f"{len(found)} dev pictures are in the training packs, none may be: ids {found[:10]}")


def read_coco(path: Path, name: str = "coco") -> list[Picture]:
    """The COCO pack, or another of its format: whole frames with several people."""
    pack = json.loads(path.read_text())
    pictures = {
        image["id"]: Picture(
            name,
            str(image["id"]),
            image["file_name"],
            image["width"],
            image["height"],
            is_held_out(name, str(image["id"])),
            bool(image["all_people_boxed"]),
        )
        for image in pack["images"]
    }
    for annotation in pack["annotations"]:
        joints, weights = human_labels(annotation["keypoints"])
        person = Person(annotation["bbox"], joints, weights, bool(annotation["iscrowd"]))
        pictures[annotation["image_id"]].people.append(person)
    return list(pictures.values())


def crop_labels(item: dict[str, Any], held_out: bool) -> tuple[Floats, Floats]:
    """Joints and weights of a crop; what validates keeps its human labels as they are, to compare with others."""
    if "human" not in item:
        return teacher_labels(item["teacher"])
    if held_out:
        return human_labels([value for joint in item["human"] for value in joint])
    return cleaned_labels(item["human"], item["teacher"])


def read_crops(name: str, path: Path) -> list[Picture]:
    """A pack of person crops (one person each) or of backgrounds (nobody)."""
    pictures = []
    for item in json.loads(path.read_text())["items"]:
        held = is_held_out(name, item["src"])
        picture = Picture(name, item["src"], item["f"], item["w"], item["h"], held, name == "backgrounds")
        if "teacher" in item:
            picture.people.append(Person(item["box"], *crop_labels(item, held)))
        pictures.append(picture)
    return pictures


def read_packs(data: Path, synthetic: Path | None = None) -> list[Picture]:
    """Every picture of `data`/train, dev pictures excluded by assertion. Sets whose pack is missing are skipped.

    `synthetic` is the folder of a pack of rendered people (`synth.crowd`); FileNotFoundError when it has none.
    """
    pictures: list[Picture] = []
    for name in SETS[:-1]:
        labels = pack_paths(data, name)[1]
        if labels.exists():
            pictures += read_coco(labels) if name == "coco" else read_crops(name, labels)
    if synthetic:
        pictures += read_coco(pack_paths(data, SYNTHETIC, synthetic)[1], SYNTHETIC)
    if not pictures:
        raise FileNotFoundError(f"no training packs under {data / 'train'}: expected coco.json, lspet.json, ...")
    assert_no_dev(pictures, dev_ids(data))
    return pictures


def pack_paths(data: Path, name: str, synthetic: Path | None = None) -> tuple[Path, Path]:
    """The pictures (tar) and the labels (JSON) of a set."""
    folder = synthetic if name == SYNTHETIC and synthetic else data / "train"
    return folder / f"{name}.tar", folder / f"{name}.json"


def tar_reader(path: Path) -> Callable[[str], bytes]:
    """A function that returns a member's bytes by name; safe to call from several threads."""
    with tarfile.open(path) as tar:
        spans = {m.name.removeprefix("./"): (m.offset_data, m.size) for m in tar if m.isfile()}

    def read(name: str) -> bytes:
        offset, size = spans[name]
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size)

    return read
