# SPDX-License-Identifier: Apache-2.0
"""Forward kinematics of the rig and linear blend skinning."""

from __future__ import annotations

import numpy as np

from .archive import Archive, Floats, Ints
from .pose import Pose, about, rotation, swing

CLAVICLE_SHARE = 0.3
"""How much of the rise of an arm above the horizontal its clavicle takes over (about a third in people)."""


def bone_matrices(archive: Archive, rest: Floats, pose: Pose) -> Floats:
    """[bones, 3, 4] transforms from the rest pose to the posed body; the pelvis stays where it was."""
    whole = rotation(*pose.turn)
    placed: dict[str, Floats] = {}
    matrices = np.zeros((len(archive.bones), 3, 4))
    for row, bone in enumerate(archive.bones):
        head, tail = rest[bone.head].mean(axis=0), rest[bone.tail].mean(axis=0)
        parent = placed.get(bone.parent)
        turned = whole if parent is None else parent[:, :3]
        at = head if parent is None else parent[:, :3] @ head + parent[:, 3]
        if bone.name in pose.bend:
            turned = turned @ rotation(*pose.bend[bone.name])
        elif bone.name in ("LeftShoulder", "RightShoulder"):
            turned = _lifted_clavicle(turned, whole, bone.name, pose)
        if bone.name in pose.aim:
            direction = whole @ np.array(pose.aim[bone.name])
            turned = swing(turned @ (tail - head), direction) @ turned
        if bone.name in FINGERS:
            turned = turned @ about(_knuckles(archive, rest, bone.name), pose.curl[0 if bone.name[0] == "L" else 1])
        if bone.name in pose.twist:
            turned = about(turned @ (tail - head), pose.twist[bone.name]) @ turned
        placed[bone.name] = np.column_stack([turned, at - turned @ head])
        matrices[row] = placed[bone.name]
    return matrices


FINGERS = ("LeftFingerBase", "LeftHandFinger1", "RightFingerBase", "RightHandFinger1")


def _knuckles(archive: Archive, rest: Floats, name: str) -> Floats:
    """The axis that closes a hand: along its knuckles, in the rest pose."""
    side = name[0].lower()
    first, last = (rest[archive.groups[f"joint-{side}-finger-{n}-1"]].mean(axis=0) for n in (2, 5))
    return (last - first) if side == "r" else (first - last)


def _lifted_clavicle(turned: Floats, whole: Floats, name: str, pose: Pose) -> Floats:
    aim = pose.aim.get(name.replace("Shoulder", "Arm"))
    if aim is None:
        return turned
    rise = np.degrees(np.arcsin(np.clip(aim[1] / np.linalg.norm(aim), -1, 1)))
    if rise <= -30:
        return turned
    side = 1.0 if name.startswith("Left") else -1.0
    return about(whole @ np.array([0, 0, side]), CLAVICLE_SHARE * (rise + 30)) @ turned


def skin(archive: Archive, rest: Floats, pose: Pose) -> Floats:
    """All vertices [n, 3] of a posed body (clothes, hair and joint cubes follow the same weights)."""
    matrices = bone_matrices(archive, rest, pose)
    blended = np.tensordot(archive.weights, matrices, axes=(0, 0))
    return np.einsum("nij,nj->ni", blended[:, :, :3], rest) + blended[:, :, 3]


def normals(vertices: Floats, triangles: Ints) -> Floats:
    """Area-weighted vertex normals; zero for vertices that no triangle uses."""
    corners = vertices[triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    out = np.zeros_like(vertices)
    for k in range(3):
        for axis in range(3):
            out[:, axis] += np.bincount(triangles[:, k], weights=face[:, axis], minlength=len(vertices))
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return out / np.maximum(length, 1e-12)


def smoothed(vertices: Floats, triangles: Ints, rounds: int) -> Floats:
    """Moves the values [n, k] of vertices that the triangles use half-way to their neighbours' mean, several times."""
    out = vertices.copy()
    starts, ends = triangles.reshape(-1), np.roll(triangles, -1, axis=1).reshape(-1)
    first, second = np.concatenate([starts, ends]), np.concatenate([ends, starts])
    count = np.bincount(first, minlength=len(out))
    used = count > 0
    for _ in range(rounds):
        for axis in range(out.shape[1]):
            mean = np.bincount(first, weights=out[second, axis], minlength=len(out))
            out[used, axis] = 0.5 * out[used, axis] + 0.5 * mean[used] / count[used]
    return out
