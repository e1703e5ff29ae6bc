# SPDX-License-Identifier: Apache-2.0
"""From a rendered picture to a photograph: background, matched light, things in front, lens, noise, compression."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from .picture import Picture

Pixels = NDArray[np.uint8]


def read_backgrounds(path: Path) -> list[Pixels]:
    """All pictures of ``backgrounds.tar`` [h, w, 3]; with a list of labels beside it, only those that it has."""
    with tarfile.open(path) as tar:
        files = {m.name.removeprefix("./"): tar.extractfile(m) for m in tar.getmembers() if m.isfile()}
        labels = path.with_suffix(".json")
        listed = {item["f"] for item in json.loads(labels.read_text())["items"]} if labels.exists() else files.keys()
        return [
            np.array(Image.open(file).convert("RGB")) for name, file in sorted(files.items()) if file and name in listed
        ]


def backdrop(rng: np.random.Generator, photo: Pixels, width: int, height: int) -> Pixels:
    """A random part of a photo at least two thirds as large as fits, often mirrored, at the picture's size."""
    rows, columns = photo.shape[:2]
    scale = min(columns / width, rows / height) * rng.uniform(0.67, 1)
    w, h = width * scale, height * scale
    x, y = rng.uniform(0, columns - w), rng.uniform(0, rows - h)
    part = Image.fromarray(photo).resize((width, height), Image.Resampling.BICUBIC, (x, y, x + w, y + h))
    if rng.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return np.array(part)


def over(picture: Picture, photo: Pixels, rng: np.random.Generator, like: Picture | None = None) -> Picture:
    """The picture in front of a photo of its size, its brightness and colours brought towards the photo's.

    With ``like``, by as much as that one's would be: the same people in other colours, in one light.
    """
    seen = picture.ids != 0
    gain = np.ones(3)
    if seen.any():
        theirs = photo.reshape(-1, 3).mean(axis=0) + 8
        ours = (like or picture).rgb[seen].mean(axis=0) + 8
        gain = np.clip((theirs.mean() / ours.mean()) ** rng.uniform(0.2, 0.7), 0.5, 1.6)
        cast = (theirs / theirs.mean()) / (ours / ours.mean())
        gain = gain * np.clip(cast ** rng.uniform(0, 0.4), 0.75, 1.3)
    left = (1 - picture.cover)[:, :, None]
    mixed = picture.rgb * gain + photo * left
    return replace(picture, rgb=np.clip(np.round(mixed), 0, 255).astype(np.uint8))


def behind(picture: Picture, photo: Pixels, rng: np.random.Generator) -> Picture:
    """Something out of a photo hides a part of the picture: an edge of it or a blot. The numbers tell (-1)."""
    height, width = picture.ids.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    if rng.random() < 0.5:
        x = float(rng.uniform(0.05, 0.3)) * width
        edge = [(x * rng.uniform(0.6, 1.4), height * t) for t in np.linspace(0, 1, 6)]
        draw.polygon([(0, 0), *edge, (0, height)], fill=255)
        if rng.random() < 0.5:
            mask = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    else:
        centre, radius = rng.uniform(0.15, 0.85, 2) * (width, height), rng.uniform(0.06, 0.2) * width
        turns = np.linspace(0, 2 * np.pi, 12)[:-1]
        blot = [tuple(centre + radius * rng.uniform(0.6, 1.3) * np.array([np.cos(a), np.sin(a)])) for a in turns]
        draw.polygon(blot, fill=255)
    hidden = np.array(mask) > 0
    rgb, ids, depth = picture.rgb.copy(), picture.ids.copy(), picture.depth.copy()
    rgb[hidden], ids[hidden], depth[hidden] = photo[hidden], -1, 0
    return replace(picture, rgb=rgb, ids=ids, depth=depth)


def exposed(rgb: Pixels, rng: np.random.Generator, grain: np.random.Generator | None = None) -> Image.Image:
    """What a camera and its compression make of it; frames of a clip share ``rng`` but have ``grain`` of their own."""
    out = rgb.astype(np.float32) / 255
    out = np.clip(out * rng.uniform(0.75, 1.2), 0, 1) ** rng.uniform(0.75, 1.35)
    out = (out - 0.5) * rng.uniform(0.75, 1.15) + 0.5 + rng.uniform(-0.06, 0.06)
    if rng.random() < 0.05:
        out[:] = out.mean(axis=2, keepdims=True)
    image = Image.fromarray(np.round(np.clip(out, 0, 1) * 255).astype(np.uint8))
    if rng.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.3))))
    size = image.size
    if rng.random() < 0.12:
        share = rng.uniform(0.35, 0.8)
        small = (max(8, round(size[0] * share)), max(8, round(size[1] * share)))
        image = image.resize(small, Image.Resampling.BOX).resize(size, Image.Resampling.BICUBIC)
    strength, channels = abs(rng.normal(0, 4)), 1 if rng.random() < 0.5 else 3
    noise = (grain or rng).normal(0, strength, (size[1], size[0], channels))
    image = Image.fromarray(np.clip(np.array(image) + noise, 0, 255).astype(np.uint8))
    if rng.random() < 0.6:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=int(rng.integers(25, 92)))
        image = Image.open(packed).convert("RGB")
    return image
