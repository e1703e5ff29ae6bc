# SPDX-License-Identifier: Apache-2.0
"""Motion clips as poses: small skeletons written here, and the real takes where they are."""

from pathlib import Path

import numpy as np
import pytest

from synth.motion import BVH_POINTS, POINTS, Clip, angles, read_amc, read_bvh, read_clips
from synth.pose import rotation

CLIPS = Path(__file__).parents[3] / "shared/data/motion/cmu-30fps.tar.gz"


TURNS = "CHANNELS 3 Zrotation Yrotation Xrotation"
TIP = "End Site\n{\nOFFSET 0 1 0\n}\n"


def bvh(turn: str = "0 0 0") -> str:
    """A stick man: hips with Chest2, Head and every joint that is read, each a child of the hips or of its limb."""
    legs = {"Hip": "1 0 0", "Knee": "0 -4 0", "Ankle": "0 -4 0", "Toe": "0 0 2"}
    arms = {"Shoulder": "2 5 0", "Elbow": "3 0 0", "Wrist": "3 0 0"}

    def chain(joints: dict[str, str]) -> str:
        opened = "".join(f"JOINT {name}\n{{\nOFFSET {offset}\n{TURNS}\n" for name, offset in joints.items())
        return opened + TIP + "}\n" * len(joints)

    limbs = "".join(
        chain({f"{side}{name}": sign + offset for name, offset in parts.items()})
        for side, sign in (("Left", ""), ("Right", "-"))
        for parts in (legs, arms)
    )
    trunk = chain({"Chest2": "0 5 0"}) + chain({"Head": "0 5 0"})
    root = TURNS.replace("3 ", "6 Xposition Yposition Zposition ")
    frame = f"1 9 2 {turn} " + " ".join(["0"] * 48)
    head = f"HIERARCHY\nROOT Hips\n{{\nOFFSET 0 0 0\n{root}\n{trunk}{limbs}}}\n"
    return f"{head}MOTION\nFrames: 2\nFrame Time: 0.033\n{frame}\n{frame}\n"


@pytest.mark.parametrize("degrees", [(0, 0, 0), (20, 130, -40), (-70, -15, 10)])
def test_angles_give_a_rotation_back(degrees: tuple[float, float, float]) -> None:
    assert angles(rotation(*degrees)) == pytest.approx(degrees)


def test_a_bvh_file_becomes_poses_in_the_persons_own_frame() -> None:
    clip = read_bvh("x", bvh("0 90 0"))
    assert clip is not None and len(clip) == 2
    pose = clip.pose(1)
    assert pose.turn == pytest.approx((0, 90, 0), abs=1e-9)
    assert pose.aim["LeftUpLeg"] == pytest.approx((0, -1, 0)) and pose.aim["LeftFoot"] == pytest.approx((0, 0, 1))
    assert pose.aim["RightArm"] == pytest.approx((-1, 0, 0))
    # Turned to the left, the left hip is where the front was; one leg is 8 long.
    np.testing.assert_allclose(clip.points["left_hip"][0], np.array([1, 9, 1]) / 8, atol=1e-12)
    np.testing.assert_allclose(clip.pelvis(0), np.array([1, 9, 2]) / 8, atol=1e-12)


def test_other_joint_names_are_left_out() -> None:
    assert read_bvh("x", bvh().replace("Chest2", "Brust")) is None
    assert read_bvh("x", bvh() + bvh()) is None


ASF = """:bonedata
begin
 name lhipjoint
 direction 1 0 0
 length 1
 axis 0 0 0 XYZ
end
begin
 name lfemur
 direction 0 -1 0
 length 4
 axis 0 0 0 XYZ
 dof rx ry rz
end
begin
 name ltibia
 direction 0 -1 0
 length 4
 axis 0 0 0 XYZ
 dof rx
end
:hierarchy
 begin
 root lhipjoint OTHERS
 lhipjoint lfemur
 lfemur ltibia
 end
"""


def test_an_amc_take_bends_where_its_angles_say() -> None:
    others = ["lfoot", "rhipjoint", "rfemur", "rtibia", "rfoot", "thorax", "head"]
    others += [f"{side}{bone}" for side in "lr" for bone in ("clavicle", "humerus", "radius")]
    bones = "".join(f"begin\n name {name}\n direction 0 1 0\n length 1\n axis 0 0 0 XYZ\nend\n" for name in others)
    skeleton = ASF.replace(":hierarchy", f"{bones}:hierarchy").replace("OTHERS", " ".join(others))
    clip = read_amc("x", skeleton, ":DEGREES\n1\nroot 0 0 0 0 0 0\nlfemur -90 0 0\nltibia 90\n")
    assert clip.pose(0).aim["LeftUpLeg"] == pytest.approx((0, 0, 1), abs=1e-9)
    assert clip.pose(0).aim["LeftLeg"] == pytest.approx((0, -1, 0), abs=1e-9)


@pytest.mark.skipif(not CLIPS.exists(), reason=f"the motion clips are not at {CLIPS}")
def test_people_walk_where_they_look() -> None:
    clips = read_clips(CLIPS, "walk/0")
    assert len(clips) == 19 and set(BVH_POINTS) == set(POINTS)

    def forwardness(clip: Clip) -> float:
        way = np.diff([clip.pelvis(k) for k in range(len(clip))], axis=0)
        ahead = clip.frames["hips"][:-1, :, 2]
        return float(np.median(np.sum(way * ahead, axis=1) / np.maximum(np.linalg.norm(way, axis=1), 1e-9)))

    assert np.median([forwardness(clip) for clip in clips]) > 0.95
