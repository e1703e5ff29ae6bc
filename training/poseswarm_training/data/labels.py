# SPDX-License-Identifier: Apache-2.0
"""Label rules: how much each joint of each training set is believed.

Joints are (17, 3): x, y in picture px and a code (COCO visibility 0/1/2, or the teacher's score); weights are (17,)
in 0..1. Weight 0 means "not labelled".
"""

from __future__ import annotations

import zlib

import numpy as np

from .geometry import KEYPOINTS, MIRROR, Floats

FACE = np.arange(5)
TEACHER_SURE = 0.6  # a teacher's joint above this may overrule a human one
TEACHER_FACE = 0.45
DOUBTFUL_SIDE = 0.3  # weight of joints that may be those of the other side
MAX_DISAGREEMENT = 0.25  # of the torso
SIDES = (np.arange(5, 17), np.arange(5, 11), np.arange(11, 17))  # whole body, arms, legs
HELD_OUT = {"coco": 3, "lspet": 5}  # per cent kept for validation


def is_held_out(dataset: str, key: str) -> bool:
    """Whether the picture `key` of `dataset` belongs to the validation part: a fixed hash, the same everywhere."""
    return zlib.crc32(f"{dataset}:{key}".encode()) % 100 < HELD_OUT.get(dataset, 0)


def human_labels(keypoints: list[float]) -> tuple[Floats, Floats]:
    """COCO's flat list of 51 (or empty) -> joints, weights: every labelled joint counts 1, hidden ones too."""
    joints = np.zeros((KEYPOINTS, 3), np.float32)
    if keypoints:
        joints[:] = np.asarray(keypoints, np.float32).reshape(KEYPOINTS, 3)
    return joints, (joints[:, 2] > 0).astype(np.float32)


def teacher_labels(teacher: list[list[float]]) -> tuple[Floats, Floats]:
    """The teacher's 17 x (x, y, score) -> joints, weights that grow from score .15 to .65; nothing below .2."""
    joints = np.asarray(teacher, np.float32)
    score = joints[:, 2]
    weights = np.clip((score - 0.15) / 0.5, 0, 1)
    return joints, np.where(score < 0.2, 0, weights).astype(np.float32)


def torso_length(joints: Floats, weights: Floats) -> float:
    """Mid-shoulder to mid-hip in px; where it is unknown or foreshortened at least half the extent of the joints."""
    known = joints[weights > 0, :2]
    extent = float(np.hypot(*(known.max(0) - known.min(0)))) if len(known) else 0.0
    spine = (joints[5, :2] + joints[6, :2] - joints[11, :2] - joints[12, :2]) / 2
    length = float(np.hypot(*spine)) if weights[[5, 6, 11, 12]].all() else 0.0
    return max(length, 0.2 * extent, 1.0)


def is_upright(joints: Floats) -> bool:
    """Whether the shoulders (17 joints, px) lie clearly above the hips: within 60 degrees of upright."""
    down = (joints[11, :2] + joints[12, :2] - joints[5, :2] - joints[6, :2]) / 2
    return bool(down[1] > 0.5 * np.hypot(*down))


def unswap(joints: Floats, weights: Floats, teacher: Floats, torso: float) -> tuple[Floats, Floats]:
    """Human joints with left and right exchanged (body, then arms, then legs) where the teacher clearly says so.

    The teacher itself mixes sides up in people who are upside down: there it must be surer, and where it is not, the
    joints in question count less. Returns joints, weights.
    """
    enough = 0.5 if is_upright(joints) else 0.65
    weights = weights.copy()
    trust = np.where((weights > 0) & (weights[MIRROR] > 0) & (teacher[:, 2] > 0.45), teacher[:, 2], 0)
    apart = np.hypot(*(joints[:, :2] - teacher[:, :2]).T)
    crossed = np.hypot(*(joints[MIRROR, :2] - teacher[:, :2]).T)
    for group in SIDES:
        share = trust[group]
        known, total = np.count_nonzero(share), share.sum()
        if known < 3:
            continue
        now, then = apart[group] @ share / total, crossed[group] @ share / total
        if then < 0.5 * now and now - then > 0.12 * torso:
            if total / known > enough:
                joints = joints.copy()
                joints[group] = joints[MIRROR[group]]
                apart[group], crossed[group] = crossed[group], apart[group]
            else:
                weights[group] = np.minimum(weights[group], DOUBTFUL_SIDE)
    return joints, weights


def cleaned_labels(human: list[list[float]], teacher: list[list[float]]) -> tuple[Floats, Floats]:
    """LSP Extended: human joints put right by a confident teacher, which also gives the face it has no labels for."""
    guide = np.asarray(teacher, np.float32)
    joints, weights = human_labels([value for joint in human for value in joint])
    torso = torso_length(joints, weights)
    joints, weights = unswap(joints, weights, guide, torso)
    weights[joints[:, 2] <= 0] = 0
    apart = np.hypot(*(joints[:, :2] - guide[:, :2]).T)
    weights[(guide[:, 2] > TEACHER_SURE) & (apart > MAX_DISAGREEMENT * torso)] = 0
    seen = FACE[guide[FACE, 2] > TEACHER_FACE]
    joints[seen], weights[seen] = guide[seen], guide[seen, 2]
    return joints, weights
