# SPDX-License-Identifier: Apache-2.0
"""Reads the motion clips (BVH, and ASF with AMC) and turns their frames into poses of any body."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .archive import Floats
from .pose import Pose

POINTS = (
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_toe", "right_toe",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
BVH_POINTS = {f"{side}_{name}": f"{side.title()}{name.title()}" for side, name in (p.split("_") for p in POINTS)}
BVH_FRAMES = {"hips": "Hips", "chest": "Chest2", "head": "Head"}
ASF_BONES = {
    "hip": "hipjoint", "knee": "femur", "ankle": "tibia", "toe": "foot", "shoulder": "clavicle", "elbow": "humerus",
    "wrist": "radius",
}  # fmt: skip
"""Point -> the bone (less its side's letter) whose end it is."""
ASF_FRAMES = {"hips": "root", "chest": "thorax", "head": "head"}
LIMBS = {
    "UpLeg": ("hip", "knee"),
    "Leg": ("knee", "ankle"),
    "Foot": ("ankle", "toe"),
    "Arm": ("shoulder", "elbow"),
    "ForeArm": ("elbow", "wrist"),
}
FPS = 30


@dataclass(frozen=True)
class Clip:
    """A take of motion capture, in the leg lengths of its actor (x to their left at rest, y up, z forward)."""

    name: str
    points: Mapping[str, Floats]
    """Each of POINTS [frames, 3]."""
    frames: Mapping[str, Floats]
    """Rotations [frames, 3, 3] of hips, chest and head against the world; the identity is upright, facing z."""

    def __len__(self) -> int:
        return len(self.frames["hips"])

    def pose(self, frame: int) -> Pose:
        """The pose of a frame, heading included (``turn`` has its yaw)."""
        hips, chest, head = (self.frames[name][frame] for name in ("hips", "chest", "head"))
        spine, neck = angles(hips.T @ chest), angles(chest.T @ head)
        bend = {name: _part(spine, 1 / 3) for name in ("LowerBack", "Spine", "Spine1")}
        bend |= {name: _part(neck, 1 / 2) for name in ("Neck", "Head")}
        aim = {}
        for side in ("left", "right"):
            for bone, (start, end) in LIMBS.items():
                direction = (self.points[f"{side}_{end}"][frame] - self.points[f"{side}_{start}"][frame]) @ hips
                x, y, z = (float(v) for v in direction / max(float(np.linalg.norm(direction)), 1e-9))
                aim[f"{side.title()}{bone}"] = (x, y, z)
        return Pose(turn=angles(hips), bend=bend, aim=aim)

    def pelvis(self, frame: int) -> Floats:
        """[3] the middle between the hips."""
        return (self.points["left_hip"][frame] + self.points["right_hip"][frame]) / 2


def angles(turn: Floats) -> tuple[float, float, float]:
    """Pitch, yaw and roll in degrees that ``pose.rotation`` makes the given rotation of."""
    pitch = np.arcsin(np.clip(-turn[1, 2], -1, 1))
    yaw, roll = np.arctan2(turn[0, 2], turn[2, 2]), np.arctan2(turn[1, 0], turn[1, 1])
    return float(np.degrees(pitch)), float(np.degrees(yaw)), float(np.degrees(roll))


def read_clips(path: str | Path, under: str = "") -> list[Clip]:
    """The clips of ``cmu-30fps.tar.gz`` that name their joints as the CMU takes do (129 of 150).

    ``under`` keeps those whose path starts with it: ``walk/`` or ``asfamc/``.
    """
    texts: dict[str, str] = {}
    with tarfile.open(path) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream and member.name.removeprefix("./").startswith(under):
                texts[member.name.removeprefix("./")] = stream.read().decode()
    clips = [read_bvh(name, text) for name, text in sorted(texts.items()) if name.endswith(".bvh")]
    for name, text in sorted(texts.items()):
        if name.endswith(".amc"):
            clips.append(read_amc(name, texts[name.split("_")[0] + ".asf"], text))
    return [clip for clip in clips if clip is not None]


@dataclass
class _Joint:
    name: str
    parent: int
    offset: Floats
    channels: list[str] = field(default_factory=list)


def read_bvh(name: str, text: str) -> Clip | None:
    """A BVH file; None when it lacks one of the CMU joint names or holds more than one skeleton."""
    head, *rest_of_file = text.split("MOTION")
    if len(rest_of_file) != 1:  # two files have two people
        return None
    (body,) = rest_of_file
    joints: list[_Joint] = []
    stack: list[int] = []
    for line in head.splitlines():
        word, *rest = line.split() or [""]
        if word in ("ROOT", "JOINT", "End"):
            joints.append(_Joint(rest[0], stack[-1] if stack else -1, np.zeros(3)))
        elif word == "{":
            stack.append(len(joints) - 1)
        elif word == "}":
            stack.pop()
        elif word == "OFFSET":
            joints[stack[-1]].offset = np.array([float(v) for v in rest])
        elif word == "CHANNELS":
            joints[stack[-1]].channels = rest[1:]
    places = {joint.name: k for k, joint in enumerate(joints)}
    if not {*BVH_POINTS.values(), *BVH_FRAMES.values()} <= places.keys():
        return None
    table = np.array(
        [[float(v) for v in line.split()] for line in body.splitlines() if re.match(r"\s*-?[\d.]+ ", line)]
    )
    turns, ends = _bvh_forward(joints, table)
    points = {point: ends[places[joint]] for point, joint in BVH_POINTS.items()}
    return _clip(name, points, {frame: turns[places[joint]] for frame, joint in BVH_FRAMES.items()})


def _bvh_forward(joints: list[_Joint], table: Floats) -> tuple[list[Floats], list[Floats]]:
    turns: list[Floats] = []
    places: list[Floats] = []
    column = 0
    for joint in joints:
        turn, place = np.eye(3)[None].repeat(len(table), 0), joint.offset[None].repeat(len(table), 0)
        for channel in joint.channels:
            values = table[:, column]
            column += 1
            axis = "XYZ".index(channel[0])
            if channel.endswith("position"):
                place[:, axis] = values
            else:
                turn = turn @ _about_axis(axis, values)
        if joint.parent >= 0:
            place = places[joint.parent] + np.einsum("nij,nj->ni", turns[joint.parent], place)
            turn = turns[joint.parent] @ turn
        turns.append(turn)
        places.append(place)
    return turns, places


def read_amc(name: str, skeleton: str, text: str) -> Clip:
    """An AMC take of an ASF skeleton."""
    bones: dict[str, dict[str, object]] = {}
    for block in re.findall(r"begin\s(.*?)end", skeleton.split(":bonedata")[1].split(":hierarchy")[0], re.DOTALL):
        words = {line.split()[0]: line.split()[1:] for line in block.splitlines() if line.strip()}
        axis = _turn(np.array([[float(v) for v in words["axis"][:3]]]))[0]
        offset = np.array([float(v) for v in words["direction"]]) * float(words["length"][0])
        bones[words["name"][0]] = {"axis": axis, "offset": offset, "dof": words.get("dof", [])}
    parents = {}
    for line in skeleton.split(":hierarchy")[1].splitlines():
        first, *rest = line.split() or [""]
        parents |= {child: first for child in rest}
    rows: dict[str, list[list[float]]] = {}
    for line in text.splitlines():
        word, *values = line.split() or [""]
        if values and not word.startswith(("#", ":")):
            rows.setdefault(word, []).append([float(v) for v in values])
    turns, places = _asf_forward(bones, parents, {bone: np.array(values) for bone, values in rows.items()})
    points = {}
    for point in POINTS:
        side, joint = point.split("_")
        points[point] = places[side[0] + ASF_BONES[joint]]
    return _clip(name, points, {frame: turns[bone] for frame, bone in ASF_FRAMES.items()})


def _asf_forward(
    bones: Mapping[str, Mapping], parents: Mapping[str, str], motion: Mapping[str, Floats]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Turns [frames, 3, 3] and ends [frames, 3] of all bones."""
    turns = {"root": _turn(motion["root"][:, 3:])}
    places = {"root": motion["root"][:, :3]}
    for name, parent in parents.items():
        if parent not in turns:
            continue
        bone = bones[name]
        degrees = np.zeros((len(places["root"]), 3))
        for column, dof in enumerate(bone["dof"] if name in motion else []):
            degrees[:, ("rx", "ry", "rz").index(dof)] = motion[name][:, column]
        turns[name] = turns[parent] @ bone["axis"] @ _turn(degrees) @ bone["axis"].T
        places[name] = places[parent] + turns[name] @ bone["offset"]
    return turns, places


def _turn(degrees: Floats) -> Floats:
    """[n, 3, 3] about x, then y, then z, of degrees [n, 3]."""
    return _about_axis(2, degrees[:, 2]) @ _about_axis(1, degrees[:, 1]) @ _about_axis(0, degrees[:, 0])


def _about_axis(axis: int, degrees: Floats) -> Floats:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    out = np.zeros((len(degrees), 3, 3))
    one, other = (axis + 1) % 3, (axis + 2) % 3
    out[:, axis, axis] = 1
    out[:, one, one], out[:, one, other] = cosine, -sine
    out[:, other, one], out[:, other, other] = sine, cosine
    return out


def _part(degrees: tuple[float, float, float], share: float) -> tuple[float, float, float]:
    pitch, yaw, roll = (share * v for v in degrees)
    return pitch, yaw, roll


def _clip(name: str, points: Mapping[str, Floats], frames: Mapping[str, Floats]) -> Clip:
    leg = np.linalg.norm(points["left_knee"] - points["left_hip"], axis=1).mean()
    leg += np.linalg.norm(points["left_ankle"] - points["left_knee"], axis=1).mean()
    return Clip(name, {point: places / leg for point, places in points.items()}, frames)
