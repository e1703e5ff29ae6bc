# SPDX-License-Identifier: Apache-2.0
"""Small packs made for the tests: a dark picture with a disc at every joint, so that code can check crops."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

BOX = [120.0, 40.0, 120.0, 200.0]
# 17 places in the box, all at least 24 px apart: left joints on the right half of the picture.
JOINTS = np.array(
    [[180, 50], [200, 75], [160, 75], [228, 60], [132, 60], [215, 105], [145, 105], [232, 132], [128, 132], [232, 160]]
    + [[128, 160], [200, 165], [160, 165], [205, 198], [155, 198], [215, 230], [145, 230]],
    np.float32,
)
COLOURS = np.array([(40, 40, 250) if j == 0 else (40, 250, 40) if j % 2 else (250, 40, 40) for j in range(17)])


def figure(width: int = 360, height: int = 300) -> NDArray[np.uint8]:
    """RGB picture of the figure: nose blue, left joints green, right joints red, the rest grey 60."""
    image = np.full((height, width, 3), 60, np.uint8)
    for (x, y), colour in zip(JOINTS, COLOURS, strict=True):
        centre = np.rint((np.array([x, y]) - 0.5) * 16).astype(int)
        cv2.circle(image, centre.tolist(), 5 * 16, colour.tolist(), -1, cv2.LINE_AA, shift=4)
    return image


def keypoints(visibility: int = 2) -> list[float]:
    """COCO's flat list of the figure's joints."""
    return np.concatenate([JOINTS, np.full((17, 1), visibility)], axis=1).ravel().tolist()


def write_pack(folder: Path, name: str, images: dict[str, NDArray[np.uint8]], labels: dict[str, Any]) -> None:
    """NAME.tar (PNG) and NAME.json in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"{name}.tar", "w") as tar:
        for file, image in images.items():
            data = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()
            info = tarfile.TarInfo(file)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    (folder / f"{name}.json").write_text(json.dumps(labels))


def write_synthetic(folder: Path) -> Path:
    """A pack of 3 rendered pictures of the figure."""
    images = {f"{n}.png": figure() for n in range(3)}
    flags = {"width": 360, "height": 300, "all_people_boxed": True}
    entries = [{"id": n, "file_name": file, **flags} for n, file in enumerate(images)]
    people = [{"image_id": n, "iscrowd": 0, "bbox": BOX, "keypoints": keypoints()} for n in range(3)]
    write_pack(folder, "synthetic", images, {"images": entries, "annotations": people})
    return folder


def write_data(data: Path) -> Path:
    """A data folder with 6 COCO pictures of the figure (even ids: all boxed), 2 backgrounds and a dev picture."""
    images, entries, annotations = {}, [], []
    for number in range(1, 7):
        file = f"{number}.png"
        images[file] = figure()
        flags = {"split": "val2017", "detail": "full", "all_people_boxed": number % 2 == 0}
        entries.append({"id": number, "file_name": file, "width": 360, "height": 300, **flags})
        person = {"image_id": number, "iscrowd": 0, "bbox": BOX, "keypoints": keypoints(1 + number % 2)}
        far = {"image_id": number, "iscrowd": 0, "bbox": [300.0, 100.0, 20.0, 50.0], "keypoints": []}
        crowd = {"image_id": number, "iscrowd": 1, "bbox": [10.0, 200.0, 60.0, 60.0], "keypoints": []}
        annotations += [person, far, crowd]
    write_pack(data / "train", "coco", images, {"images": entries, "annotations": annotations})
    scenes = {f"{n}.png": np.full((240, 320, 3), 200, np.uint8) for n in range(2)}
    items = [{"f": file, "w": 320, "h": 240, "src": f"room {file}"} for file in scenes]
    write_pack(data / "train", "backgrounds", scenes, {"items": items})
    (data / "dev/coco").mkdir(parents=True)
    (data / "dev/coco/person_keypoints.json").write_text(json.dumps({"images": [{"id": 99}]}))
    return data
