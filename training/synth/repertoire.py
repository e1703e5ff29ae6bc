# SPDX-License-Identifier: Apache-2.0
"""Random poses: frames of motion clips, and presets that are mixed, mirrored and perturbed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import presets
from .motion import Clip
from .pose import Pose, Vector, mirrored

ARMS = ("LeftArm", "LeftForeArm", "RightArm", "RightForeArm")
STAND, SEAT, FLOOR, LIE = "stand", "seat", "floor", "lie"


@dataclass(frozen=True)
class Act:
    """A pose and how it is carried: on the feet, on a seat, on the floor or lying."""

    pose: Pose
    support: str = STAND
    lift: float = 0.0


def _legs(thigh: Vector, shin: Vector, other_thigh: Vector | None = None, other_shin: Vector | None = None) -> dict:
    """Both legs as the left one, unless the right one differs (given as if it were the left one)."""
    x, y, z = other_thigh or thigh
    u, v, w = other_shin or shin
    return {"LeftUpLeg": thigh, "LeftLeg": shin, "RightUpLeg": (-x, y, z), "RightLeg": (-u, v, w)}


def _arms(upper: Vector, lower: Vector, other_upper: Vector | None = None, other_lower: Vector | None = None) -> dict:
    x, y, z = other_upper or upper
    u, v, w = other_lower or lower
    return {"LeftArm": upper, "LeftForeArm": lower, "RightArm": (-x, y, z), "RightForeArm": (-u, v, w)}


HANG = ((0.18, -1.0, -0.02), (0.10, -1.0, 0.22))
STRAIGHT = _legs((0.06, -1, 0.03), (0.03, -1, -0.05))

STANDING: Sequence[Pose] = (
    presets.STAND, presets.WAVE, presets.CHEER, presets.WALK, presets.ON_HIPS, presets.POINT, presets.STRETCH,
    Pose(aim=STRAIGHT | _arms((0.30, -1, 0.32), (-0.85, 0.0, 0.45), (0.30, -1, 0.28), (-0.85, 0.15, 0.5))),  # crossed
    Pose(bend={"Head": (8, 0, -6)}, aim=STRAIGHT | _arms(*HANG, (0.35, -0.9, 0.25), (-0.1, 0.95, 0.25))),  # telephones
    Pose(bend={"Head": (24, 0, 0)}, aim=STRAIGHT | _arms((0.15, -1, 0.2), (-0.25, 0.1, 1))),  # looks at a phone
    Pose(aim=STRAIGHT | _arms((0.12, -0.8, 0.5), (-0.1, -0.1, 1))),  # carries something
    Pose(aim=STRAIGHT | _arms((0.15, 0.35, 0.9), (-0.1, 0.75, 0.6))),  # takes a photograph
    Pose(aim=STRAIGHT | _arms((0.9, 0.05, 0.15), (0.95, 0.1, 0.1))),  # arms spread
    Pose(bend={"LowerBack": (30, 0, 0), "Spine": (25, 0, 0), "Spine1": (15, 0, 0)},
         aim=_legs((0.1, -1, -0.1), (0.06, -1, -0.05)) | _arms((0.2, -1, 0.35), (0.0, -1, 0.2))),  # bends down
    Pose(bend={"LowerBack": (14, 0, 0), "Spine": (10, 0, 0)},
         aim=_legs((0.15, -0.75, 0.65), (0.1, -0.85, -0.5)) | _arms((0.3, -0.6, 0.7), (-0.2, -0.1, 1))),  # ready
    Pose(bend={"LowerBack": (8, 0, 0), "Spine": (5, 8, 0)},
         aim=_legs((0.05, -0.55, 0.8), (0.0, -0.9, -0.4), (0.05, -0.9, -0.45), (0.02, -0.2, -1))
         | _arms((0.2, -0.8, -0.6), (0.0, -0.3, 0.9), (0.15, -0.8, 0.5), (-0.3, 0.6, 0.8))),  # runs
    Pose(aim=_legs((0.1, -0.75, 0.7), (0.05, -1, 0.05), (0.1, -0.75, -0.65), (0.05, -0.7, -0.75))
         | _arms(*HANG)),  # lunges
    Pose(bend={"Spine": (-6, 0, 0)}, aim=_legs((0.1, -1, 0), (0.03, -1, -0.05), (0.15, -0.3, 1), (0.05, -0.2, 1))
         | _arms((0.8, -0.3, 0.3), (0.7, 0.1, 0.5), (0.7, -0.5, -0.4), (0.7, -0.3, 0.3))),  # kicks
    Pose(bend={"Spine": (0, 30, 0), "Spine1": (0, 20, 0)},
         aim=_legs((0.25, -1, 0.1), (0.15, -1, -0.1)) | _arms((0.5, 0.1, 0.8), (0.3, 0.5, 0.8),
         (-0.4, 0.0, 0.8), (-0.6, 0.5, 0.6))),  # swings a bat
    Pose(bend={"Head": (-10, 0, 0)}, aim=_legs((0.08, -1, 0.1), (0.04, -1, -0.3))
         | _arms((0.15, 1, 0.25), (0.05, 1, 0.2), (0.5, -0.8, 0.2), (0.2, -0.4, 0.9))),  # reaches up
)  # fmt: skip
SEATED: Sequence[Pose] = (
    presets.SIT,
    replace(presets.SIT, aim={**presets.SIT.aim, **_arms((0.2, -0.75, 0.65), (-0.15, 0.05, 1))}),  # at a table
    replace(presets.SIT, aim={**presets.SIT.aim, **_legs((0.15, -0.05, 1), (0.1, -0.75, 0.65))}),  # legs stretched
    replace(presets.SIT, bend={"LowerBack": (20, 0, 0), "Spine": (16, 0, 0), "Head": (-10, 0, 0)}),  # leans forward
    replace(presets.SIT, bend={"LowerBack": (-10, 0, 0), "Spine": (-4, 0, 0)}),  # leans back
    replace(presets.SIT, aim={**presets.SIT.aim, **_arms(*HANG)}),
)
FLOORED: Sequence[Pose] = (
    Pose(bend={"LowerBack": (12, 0, 0), "Spine": (10, 0, 0)},
         aim=_legs((0.25, 0.05, 1), (0.08, -0.95, -0.45)) | _arms((0.3, -0.7, 0.6), (-0.2, -0.2, 1))),  # crouches
    Pose(aim=_legs((0.12, -0.1, 1), (0.03, -1, 0), (0.1, -1, 0), (0.05, -0.1, -1)) | _arms(*HANG)),  # on one knee
    Pose(aim=_legs((0.1, -1, 0.1), (0.05, -0.1, -1)) | _arms(*HANG)),  # kneels
    Pose(bend={"LowerBack": (6, 0, 0), "Spine": (10, 0, 0)},
         aim=_legs((0.75, 0.05, 0.65), (-0.9, -0.1, 0.25)) | _arms((0.3, -1, 0.3), (-0.1, -0.7, 0.8))),  # cross-legged
    Pose(bend={"LowerBack": (-8, 0, 0)},
         aim=_legs((0.12, 0.02, 1), (0.05, -0.03, 1)) | _arms((0.4, -1, -0.5), (0.2, -1, -0.35))),  # legs stretched
    Pose(bend={"LowerBack": (14, 0, 0), "Spine": (14, 0, 0)},
         aim=_legs((0.15, 0.65, 0.75), (0.05, -0.9, 0.35)) | _arms((0.25, -0.6, 0.8), (-0.3, -0.2, 0.9))),  # knees up
    Pose(turn=(80, 0, 0), bend={"Neck": (-20, 0, 0), "Head": (-25, 0, 0)},
         aim=_legs((0.1, -0.15, 1), (0.05, -1, 0.02)) | _arms((0.15, 0.1, 1), (0.1, 0.05, 1))),  # on hands and knees
)  # fmt: skip


def jittered(pose: Pose, rng: np.random.Generator, amount: float) -> Pose:
    """The pose with limbs, spine and head turned at random; ``amount`` is about radians for a limb."""

    def off(name: str, aim: Vector) -> Vector:
        unit = np.array(aim) / np.linalg.norm(aim)
        x, y, z = unit + rng.normal(0, amount * (1.0 if name in ARMS else 0.45), 3)
        return float(x), float(y), float(z)

    bend = {**{name: (0.0, 0.0, 0.0) for name in ("LowerBack", "Spine", "Neck", "Head")}, **pose.bend}
    return replace(
        pose,
        aim={name: off(name, aim) for name, aim in pose.aim.items()},
        bend={name: _added(value, rng.normal(0, 1, 3) * _freedom(name, amount)) for name, value in bend.items()},
        curl=(float(rng.uniform(3, 45)), float(rng.uniform(3, 45))),
    )


def _freedom(name: str, amount: float) -> tuple[float, float, float]:
    """Standard deviations of pitch, yaw and roll in degrees."""
    if name == "Head":
        return 9, 22, 6
    return 25 * amount, 25 * amount, 20 * amount


def _added(value: Vector, more: np.ndarray) -> Vector:
    x, y, z = (float(v) for v in np.array(value) + more)
    return x, y, z


def free_arms(rng: np.random.Generator) -> Mapping[str, Vector]:
    """Arms anywhere that shoulders and elbows allow: elbows bend forward, inward or up."""
    out: dict[str, Vector] = {}
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        upper = np.array([rng.uniform(0, 1), rng.uniform(-1, 1), rng.uniform(-0.35, 1)])
        upper /= np.linalg.norm(upper)
        lower = upper * rng.uniform(-0.2, 1.2) + np.array(
            [-rng.uniform(-0.2, 0.8), rng.uniform(-0.4, 0.9), rng.uniform(0, 0.9)]
        )
        for bone, (x, y, z) in (("Arm", upper), ("ForeArm", lower)):
            out[f"{side}{bone}"] = (float(sign * x), float(y), float(z))
    return out


def arms_of(pose: Pose) -> Mapping[str, Vector]:
    return {name: aim for name, aim in pose.aim.items() if name in ARMS}


def random_act(rng: np.random.Generator, clips: Sequence[Clip]) -> Act:
    """Somebody's pose, facing +z (the caller turns them): 35 % from a clip, where there are clips."""
    kind = rng.random()
    if clips and kind < 0.35:
        clip = clips[rng.integers(len(clips))]
        pose = clip.pose(int(rng.integers(len(clip))))
        pose = replace(jittered(pose, rng, 0.06), turn=(pose.turn[0], 0.0, pose.turn[2]))
        act = Act(pose)
    elif kind < 0.72:
        lift = float(rng.uniform(0.05, 0.4)) if rng.random() < 0.05 else 0.0
        act = Act(jittered(_pick(rng, STANDING), rng, float(rng.uniform(0.05, 0.28))), STAND, lift)
    elif kind < 0.87:
        act = Act(jittered(_pick(rng, SEATED), rng, float(rng.uniform(0.05, 0.2))), SEAT)
    elif kind < 0.95:
        act = Act(jittered(_pick(rng, FLOORED), rng, float(rng.uniform(0.05, 0.18))), FLOOR)
    else:
        act = lying(rng)
    if act.support in (STAND, SEAT) and rng.random() < 0.3:
        arms = free_arms(rng) if rng.random() < 0.6 else arms_of(_pick(rng, STANDING))
        act = replace(act, pose=replace(act.pose, aim={**act.pose.aim, **arms}))
    return replace(act, pose=mirrored(act.pose)) if rng.random() < 0.5 else act


def lying(rng: np.random.Generator) -> Act:
    """On the back, on the belly or on a side; rarely head down (a handstand)."""
    pose = jittered(_pick(rng, STANDING[:13]), rng, float(rng.uniform(0.1, 0.3)))
    turn = [(-90, 0, 0), (88, 0, 0), (0, 0, 88), (0, 0, 180)][rng.choice(4, p=[0.4, 0.25, 0.25, 0.1])]
    if turn[2] == 180:
        pose = replace(pose, aim={**pose.aim, **_arms((0.15, 1, 0.05), (0.05, 1, 0.05))})
    return Act(replace(pose, turn=turn), LIE)


def _pick(rng: np.random.Generator, poses: Sequence[Pose]) -> Pose:
    return poses[rng.integers(len(poses))]
