# SPDX-License-Identifier: Apache-2.0
"""Writes pictures and their COCO annotations as a training pack, in parts: an interrupted run keeps what it has."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from PIL import Image

from .coco import document

QUALITY = 82


class PackWriter:
    """``NAME.tar`` of webp pictures and ``NAME.json``; pictures that are there already are not made again.

    Pictures count once ``flush`` has written the labels; what the archive holds beyond them is written anew.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.tar, self.labels = folder / f"{name}.tar", folder / f"{name}.json"
        self.images: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.waiting: list[tuple[str, bytes]] = []
        if self.labels.exists():
            pack = json.loads(self.labels.read_text())
            self.images, self.people = pack["images"], pack["annotations"]

    def __len__(self) -> int:
        return len(self.images)

    def add(self, image: Image.Image, facts: dict[str, Any], people: list[dict[str, Any]]) -> None:
        """``facts`` go into the image's entry; ``people`` are annotations that get their ids here."""
        number = len(self.images) + 1
        file = f"{number:06d}.webp"
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=QUALITY, method=2)
        self.waiting.append((file, packed.getvalue()))
        self.images.append({"id": number, "file_name": file, "width": image.width, "height": image.height, **facts})
        for person in people:
            self.people.append({**person, "id": len(self.people) + 1, "image_id": number})

    def flush(self) -> None:
        """Writes what was added since the last time."""
        with tarfile.open(self.tar, "a") as tar:
            for file, data in self.waiting:
                info = tarfile.TarInfo(file)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        self.waiting.clear()
        part = self.labels.with_suffix(".part")
        part.write_text(json.dumps(document(self.images, self.people)))
        part.rename(self.labels)
