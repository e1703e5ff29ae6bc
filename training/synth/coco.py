# SPDX-License-Identifier: Apache-2.0
"""The people of rendered pictures as a COCO keypoint annotation file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .archive import Archive
from .keypoints import NAMES, keypoints2d, keypoints3d
from .picture import Picture
from .scene import Scene

SKELETON = [
    (16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9), (8, 10), (9, 11),
    (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7),
]  # fmt: skip


def annotations(archive: Archive, scene: Scene, picture: Picture, image_id: int, first_id: int) -> list[dict[str, Any]]:
    """One COCO annotation for each person of whom at least one pixel is seen.

    ``bbox`` and ``area`` are those of the pixels that are seen. Beyond COCO, ``track_id`` is the person's number in the
    scene, and ``keypoints3d`` has metres in the camera's frame (x right, y up, -z forward).
    """
    out: list[dict[str, Any]] = []
    for number, body in enumerate(scene.people, start=1):
        rows, columns = np.nonzero(picture.ids == number)
        if len(rows) == 0:
            continue
        points = keypoints3d(archive, body)
        flat = keypoints2d(points, number, scene.camera, picture.ids, picture.depth)
        x, y = int(columns.min()), int(rows.min())
        out.append(
            {
                "id": first_id + len(out),
                "image_id": image_id,
                "category_id": 1,
                "iscrowd": 0,
                "bbox": [x, y, int(columns.max()) + 1 - x, int(rows.max()) + 1 - y],
                "area": len(rows),
                "track_id": number,
                "num_keypoints": int(np.count_nonzero(flat[:, 2])),
                "keypoints": [round(float(v), 2) if i % 3 < 2 else int(v) for i, v in enumerate(flat.reshape(-1))],
                "keypoints3d": np.round(scene.camera.to_camera(points), 4).tolist(),
            }
        )
    return out


def document(images: Sequence[dict[str, Any]], people: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A whole COCO file."""
    category = {
        "id": 1,
        "name": "person",
        "supercategory": "person",
        "keypoints": list(NAMES),
        "skeleton": [list(pair) for pair in SKELETON],
    }
    return {
        "info": {"description": "People rendered from the CC0 MPFB body", "version": "1"},
        "licenses": [{"id": 1, "name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "images": list(images),
        "annotations": list(people),
        "categories": [category],
    }
