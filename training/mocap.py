# SPDX-License-Identifier: Apache-2.0
"""Readers of motion capture: BVH, and Acclaim's ASF (skeleton) with AMC (motion).

Both give a `Clip`: where every joint is in every frame, and how it is turned against the rest pose, which faces z with
y up and x to the person's left. Lengths stay in the file's unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Clip:
    """places: joint or bone end -> `[frames, 3]`; turns: joint -> rotation matrices `[frames, 3, 3]`."""

    places: dict[str, Floats]
    turns: dict[str, Floats]

    @property
    def frames(self) -> int:
        return len(next(iter(self.places.values())))


def about(axis: str, degrees: Floats) -> Floats:
    """Rotation matrices `[..., 3, 3]` about one of the axes x, y and z."""
    angle = np.radians(degrees)
    c, s, o, i = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    rows = {
        "x": [[i, o, o], [o, c, -s], [o, s, c]],
        "y": [[c, o, s], [o, i, o], [-s, o, c]],
        "z": [[c, -s, o], [s, c, o], [o, o, i]],
    }[axis]
    return np.stack([np.stack(row, -1) for row in rows], -2)


@dataclass
class Node:
    name: str
    parent: int
    offset: Floats
    channels: list[str]


def read_bvh(text: str) -> Clip:
    """ValueError when the text has no hierarchy or fewer numbers than its header says."""
    head, found, motion = text.partition("MOTION")
    if not found:
        raise ValueError("no MOTION, expected a BVH file")
    nodes = bvh_nodes(head.split())
    lines = motion.strip().splitlines()
    frames = int(lines[0].split()[-1])
    values = np.array(" ".join(lines[2:]).split(), np.float64)
    width = sum(len(node.channels) for node in nodes)
    if len(values) < frames * width:
        raise ValueError(f"{len(values)} numbers of motion, expected {frames} frames of {width}")
    return bvh_clip(nodes, values[: frames * width].reshape(frames, width))


def bvh_nodes(words: list[str]) -> list[Node]:
    nodes: list[Node] = []
    above: list[int] = []
    i = 0
    while i < len(words):
        word = words[i]
        if word in ("ROOT", "JOINT", "End"):
            parent = above[-1] if above else -1
            name = f"{nodes[parent].name} end" if word == "End" else words[i + 1]
            nodes.append(Node(name, parent, np.zeros(3), []))
            i += 1
        elif word == "{":
            above.append(len(nodes) - 1)
        elif word == "}":
            above.pop()
        elif word == "OFFSET":
            nodes[-1].offset = np.array(words[i + 1 : i + 4], np.float64)
            i += 3
        elif word == "CHANNELS":
            count = int(words[i + 1])
            nodes[-1].channels = words[i + 2 : i + 2 + count]
            i += 1 + count
        i += 1
    return nodes


def bvh_clip(nodes: list[Node], values: Floats) -> Clip:
    frames, column = len(values), 0
    places: list[Floats] = []
    turns: list[Floats] = []
    for node in nodes:
        moved = np.tile(node.offset, (frames, 1))
        turn = np.tile(np.eye(3), (frames, 1, 1))
        for channel in node.channels:
            axis, value = channel[0].lower(), values[:, column]
            column += 1
            if channel.endswith("position"):
                moved[:, "xyz".index(axis)] = value
            else:
                turn = turn @ about(axis, value)
        if node.parent >= 0:
            moved = places[node.parent] + np.einsum("fij,fj->fi", turns[node.parent], moved)
            turn = turns[node.parent] @ turn
        places.append(moved)
        turns.append(turn)
    names = [node.name for node in nodes]
    return Clip(dict(zip(names, places, strict=True)), dict(zip(names, turns, strict=True)))


@dataclass
class Bone:
    name: str
    direction: Floats
    length: float
    axis: Floats
    dof: list[str]
    parent: str = "root"


def read_asf(text: str) -> dict[str, Bone]:
    """The bones of a skeleton by name, parents before children; angles are degrees."""
    bones: dict[str, Bone] = {}
    for part in text.partition(":bonedata")[2].partition(":hierarchy")[0].split("begin")[1:]:
        told = {line.split()[0]: line.split()[1:] for line in part.splitlines() if line.strip()}
        axis = np.array(told["axis"][:3], np.float64)
        turn = about("z", axis[2]) @ about("y", axis[1]) @ about("x", axis[0])
        name = told["name"][0]
        bones[name] = Bone(
            name, np.array(told["direction"], np.float64), float(told["length"][0]), turn, told.get("dof", [])
        )
    ordered: dict[str, Bone] = {}
    for line in text.partition(":hierarchy")[2].splitlines():
        parent, *children = line.split() or [""]
        for child in children if parent not in ("begin", "end", "") else []:
            bones[child].parent = parent
            ordered[child] = bones[child]
    return ordered


def read_amc(text: str, bones: dict[str, Bone]) -> Clip:
    """The motion of a skeleton; places are the bones' ends, `root` the pelvis."""
    frames: list[dict[str, list[float]]] = []
    for line in text.splitlines():
        words = line.split()
        if len(words) == 1 and words[0].isdigit():
            frames.append({})
        elif frames and words:
            frames[-1][words[0]] = [float(word) for word in words[1:]]
    root = np.array([frame["root"] for frame in frames])
    places = {"root": root[:, :3]}
    turns = {"root": euler(root[:, 3:], "xyz")}
    for name, bone in bones.items():
        values = np.array([frame.get(name, [0.0] * len(bone.dof)) for frame in frames]).reshape(len(frames), -1)
        own = euler(values, "".join(word[1] for word in bone.dof))
        turns[name] = turns[bone.parent] @ (bone.axis @ own @ bone.axis.T)
        places[name] = places[bone.parent] + turns[name] @ (bone.direction * bone.length)
    return Clip(places, turns)


def euler(degrees: Floats, order: str) -> Floats:
    """Rotations applied in this order, the first named first: Rz Ry Rx for xyz."""
    turn = np.tile(np.eye(3), (len(degrees), 1, 1))
    for column, axis in enumerate(order):
        turn = about(axis, degrees[:, column]) @ turn
    return turn
