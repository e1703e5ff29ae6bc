# SPDX-License-Identifier: Apache-2.0
"""Reads the MPFB archive (CC0): base mesh, morph targets, rig, skin weights."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DECIMETRE = 0.1
"""The archive's mesh unit in metres."""


@dataclass(frozen=True)
class Bone:
    name: str
    parent: str
    head: Ints
    """Vertices whose mean is the bone's head."""
    tail: Ints


@dataclass(frozen=True, eq=False)
class Archive:
    """The untouched body: what every person starts from."""

    vertices: Floats
    """[19158, 3] metres."""
    faces: Mapping[str, Ints]
    """Triangles [n, 3] of the parts that are drawn: body, helper-tights, helper-skirt, helper-hair, eyes."""
    groups: Mapping[str, Ints]
    """Vertex numbers of each named group; ``joint-*`` are small cubes around the joints."""
    bones: tuple[Bone, ...]
    """Parents come before their children."""
    weights: Floats
    """[bones, vertices], columns sum to 1."""
    targets: Mapping[str, bytes]
    """Gzipped offsets by name, such as ``macrodetails/caucasian-male-young``; read them with ``offsets``."""


def read_archive(path: str | Path) -> Archive:
    """Reads ``mpfb-cc0.tar.gz``. Raises ValueError when a member that is needed is missing."""
    with tarfile.open(path) as tar:
        members = {m.name: m for m in tar.getmembers() if m.isfile()}

        def read(name: str) -> bytes:
            for prefix in ("./human/", "human/", ""):
                member = members.get(prefix + name)
                stream = tar.extractfile(member) if member else None
                if stream:
                    return stream.read()
            raise ValueError(f"{path} has no member {name!r}; expected the MPFB archive with human/{name}")

        vertices, faces = _read_obj(read("3dobjs/base.obj").decode())
        groups = {k: _ranges(v) for k, v in json.loads(read("mesh_metadata/basemesh_vertex_groups.json")).items()}
        rig = json.loads(read("rigs/standard/rig.cmu_mb.json"))
        weight_lists = json.loads(read("rigs/standard/weights.cmu_mb.json"))["weights"]
        targets = {
            name.split("targets/", 1)[1].removesuffix(".target.gz"): read(name.split("human/", 1)[-1])
            for name in members
            if name.endswith(".target.gz")
        }
    bones = _bones(rig, groups)
    weights = np.zeros((len(bones), len(vertices)))
    for row, bone in enumerate(bones):
        for vertex, weight in weight_lists.get(bone.name, []):
            weights[row, int(vertex)] = weight
    weights /= np.maximum(weights.sum(axis=0), 1e-9)
    return Archive(vertices * DECIMETRE, faces, groups, bones, weights, targets)


@lru_cache(maxsize=1024)
def _parse_target(packed: bytes) -> tuple[Ints, Floats]:
    text = gzip.decompress(packed).decode()
    if "#" in text:
        text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    table = np.array(text.split(), dtype=np.float64).reshape(-1, 4)
    return table[:, 0].astype(np.int64), table[:, 1:] * DECIMETRE


def offsets(archive: Archive, name: str) -> tuple[Ints, Floats]:
    """Vertex numbers and their offsets in metres of one morph target; ValueError when there is none of that name."""
    packed = archive.targets.get(name)
    if packed is None:
        raise ValueError(f"there is no morph target {name!r} in the archive")
    return _parse_target(packed)


DRAWN = ("body", "helper-tights", "helper-skirt", "helper-hair", "helper-l-eye", "helper-r-eye")


def _read_obj(text: str) -> tuple[Floats, dict[str, Ints]]:
    vertices: list[list[float]] = []
    triangles: dict[str, list[tuple[int, int, int]]] = {name: [] for name in DRAWN}
    group = ""
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f" and group in triangles:
            corner = [int(item.split("/")[0]) - 1 for item in rest.split()]
            triangles[group].extend((corner[0], corner[i], corner[i + 1]) for i in range(1, len(corner) - 1))
    return np.array(vertices), {name: np.array(list_, dtype=np.int64) for name, list_ in triangles.items()}


def _ranges(pairs: list[list[int]]) -> Ints:
    return np.concatenate([np.arange(first, last + 1) for first, last in pairs])


def _bones(rig: dict[str, dict], groups: Mapping[str, Ints]) -> tuple[Bone, ...]:
    def end(spec: dict) -> Ints:
        if spec["strategy"] == "CUBE":
            return groups[spec["cube_name"]]
        if spec["strategy"] == "MEAN":
            return np.array(spec["vertex_indices"])
        raise ValueError(f"bone end strategy {spec['strategy']!r} is not known; expected CUBE or MEAN")

    bones = {n: Bone(n, b["parent"], end(b["head"]), end(b["tail"])) for n, b in rig.items()}
    ordered: list[Bone] = []
    while len(ordered) < len(bones):
        done = {bone.name for bone in ordered} | {""}
        ready = [b for b in bones.values() if b.name not in done and b.parent in done]
        if not ready:
            raise ValueError("the rig has a bone whose parent is missing or a circle of parents")
        ordered.extend(ready)
    return tuple(ordered)
