# SPDX-License-Identifier: Apache-2.0
"""Reads the motion clips (BVH, and ASF with AMC) and turns their frames into poses of any body."""

from __future__ import annotations

import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import mocap

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


def read_bvh(name: str, text: str) -> Clip | None:
    """A BVH file; None when it lacks one of the CMU joint names or holds more than one skeleton."""
    try:
        clip = mocap.read_bvh(text)
    except ValueError:  # two files have two people
        return None
    if not {*BVH_POINTS.values(), *BVH_FRAMES.values()} <= clip.places.keys():
        return None
    points = {point: clip.places[joint] for point, joint in BVH_POINTS.items()}
    return _clip(name, points, {frame: clip.turns[joint] for frame, joint in BVH_FRAMES.items()})


def read_amc(name: str, skeleton: str, text: str) -> Clip:
    """An AMC take of an ASF skeleton."""
    clip = mocap.read_amc(text, mocap.read_asf(skeleton))
    points = {}
    for point in POINTS:
        side, joint = point.split("_")
        points[point] = clip.places[side[0] + ASF_BONES[joint]]
    return _clip(name, points, {frame: clip.turns[bone] for frame, bone in ASF_FRAMES.items()})


def _part(degrees: tuple[float, float, float], share: float) -> tuple[float, float, float]:
    pitch, yaw, roll = (share * v for v in degrees)
    return pitch, yaw, roll


def _clip(name: str, points: Mapping[str, Floats], frames: Mapping[str, Floats]) -> Clip:
    leg = np.linalg.norm(points["left_knee"] - points["left_hip"], axis=1).mean()
    leg += np.linalg.norm(points["left_ankle"] - points["left_knee"], axis=1).mean()
    return Clip(name, {point: places / leg for point, places in points.items()}, frames)
