# SPDX-License-Identifier: Apache-2.0
"""Poses and clothes that scenes pick from."""

from __future__ import annotations

from dataclasses import replace

from .people import Garment
from .pose import Pose

HANGING = {
    "LeftArm": (0.18, -1, -0.02),
    "LeftForeArm": (0.10, -1, 0.22),
    "RightArm": (-0.18, -1, -0.02),
    "RightForeArm": (-0.10, -1, 0.22),
}
STRAIGHT = {
    "LeftUpLeg": (0.06, -1, 0.03),
    "LeftLeg": (0.03, -1, -0.05),
    "RightUpLeg": (-0.06, -1, 0.03),
    "RightLeg": (-0.03, -1, -0.05),
}

STAND = Pose(
    bend={"Hips": (0, 0, 2), "LowerBack": (2, 0, -3), "Head": (0, 8, 0)},
    aim={**HANGING, **STRAIGHT, "RightUpLeg": (-0.14, -1, 0.12), "RightLeg": (-0.06, -1, -0.12)},
)
WAVE = Pose(
    bend={"Spine": (0, 0, 3), "Head": (0, 6, 4)},
    aim={
        **HANGING,
        **STRAIGHT,
        "RightArm": (-0.92, 0.35, 0.1),
        "RightForeArm": (-0.25, 1, 0.15),
        "LeftUpLeg": (0.13, -1, 0.02),
    },
    curl=(22, 4),
)
CHEER = Pose(
    bend={"Spine": (-4, 0, 0), "Head": (-8, 0, 0)},
    aim={
        "LeftArm": (0.62, 0.85, 0.05),
        "LeftForeArm": (0.25, 1, 0.1),
        "RightArm": (-0.62, 0.85, 0.05),
        "RightForeArm": (-0.3, 1, 0.1),
        "LeftUpLeg": (0.22, -1, 0.02),
        "LeftLeg": (0.16, -1, -0.05),
        "RightUpLeg": (-0.22, -1, 0.02),
        "RightLeg": (-0.16, -1, -0.05),
    },
    curl=(6, 6),
)
WALK = Pose(
    bend={"Hips": (3, -5, 0), "LowerBack": (0, 4, 0), "Spine": (0, 5, 0)},
    aim={
        "LeftUpLeg": (0.03, -1, 0.46),
        "LeftLeg": (0.0, -1, 0.08),
        "LeftFoot": (0.05, -0.28, 1),
        "RightUpLeg": (-0.03, -1, -0.22),
        "RightLeg": (0.02, -1, -0.72),
        "RightFoot": (-0.05, -0.95, 0.6),
        "LeftArm": (0.12, -1, -0.36),
        "LeftForeArm": (0.06, -1, -0.05),
        "RightArm": (-0.12, -1, 0.30),
        "RightForeArm": (-0.02, -1, 0.75),
    },
)
SIT = Pose(
    bend={"LowerBack": (4, 0, 0), "Spine": (6, 0, 0), "Head": (4, 14, 0)},
    aim={
        "LeftUpLeg": (0.22, -0.06, 1),
        "LeftLeg": (0.04, -1, -0.02),
        "LeftFoot": (0.15, -0.30, 1),
        "RightUpLeg": (-0.20, -0.06, 1),
        "RightLeg": (-0.03, -1, 0.12),
        "RightFoot": (-0.15, -0.30, 1),
        "LeftArm": (0.18, -1, 0.25),
        "LeftForeArm": (-0.12, -0.62, 1),
        "RightArm": (-0.18, -1, 0.25),
        "RightForeArm": (0.12, -0.62, 1),
    },
)
ON_HIPS = Pose(
    bend={"Hips": (0, 0, -2), "Head": (2, -10, 0)},
    aim={
        **STRAIGHT,
        "LeftUpLeg": (0.15, -1, 0.08),
        "LeftArm": (0.75, -1, -0.08),
        "LeftForeArm": (-0.45, -0.95, 0.45),
        "RightArm": (-0.16, -1, 0.05),
        "RightForeArm": (-0.05, -1, 0.3),
    },
)
POINT = Pose(
    bend={"Spine": (0, -8, 0), "Head": (0, -20, 0)},
    aim={
        **HANGING,
        **STRAIGHT,
        "RightArm": (-0.9, 0.08, 0.55),
        "RightForeArm": (-0.95, 0.22, 0.5),
        "LeftUpLeg": (0.12, -1, 0.1),
    },
)
STRETCH = Pose(
    bend={"Hips": (0, 0, -4), "LowerBack": (0, 0, -8), "Spine": (0, 0, -10)},
    aim={
        "LeftUpLeg": (0.34, -1, 0.02),
        "LeftLeg": (0.30, -1, -0.03),
        "RightUpLeg": (-0.34, -1, 0.1),
        "RightLeg": (-0.24, -1, -0.1),
        "LeftArm": (0.05, 1, 0.02),
        "LeftForeArm": (-0.45, 1, 0.05),
        "RightArm": (-0.55, -1, 0.1),
        "RightForeArm": (0.2, -1, 0.35),
    },
    curl=(6, 20),
)


def turned(pose: Pose, yaw: float) -> Pose:
    return replace(pose, turn=(pose.turn[0], pose.turn[1] + yaw, pose.turn[2]))


def tee(colour: tuple[float, float, float], **more: object) -> Garment:
    return replace(Garment(colour, trunk=(-0.06, 0.97), sleeve=0.62, inflate=0.016, neck=0.06, loose=8), **more)


def trousers(colour: tuple[float, float, float], **more: object) -> Garment:
    return replace(Garment(colour, trunk=(-9, 0.3), leg=(-9, 1.93), sleeve=-0.5, inflate=0.012, loose=5), **more)


def shoes(colour: tuple[float, float, float]) -> Garment:
    return Garment(colour, leg=(1.96, 9), sleeve=-0.5, inflate=0.009, loose=1)


DARK = (0.13, 0.13, 0.15)
DENIM = (0.20, 0.27, 0.40)
