# SPDX-License-Identifier: Apache-2.0
"""Motion capture, cameras, the lifter and how it is judged."""

from __future__ import annotations

import math

import numpy as np
import torch

from lift.bodies import HEIGHT, LEG, is_body, keypoints_of, subject_of
from lift.measure import MeanPose, Nearest, aligned, mpjpe, pa_mpjpe
from lift.net import ENCODER_JOINTS, Lifter, lift_graph, normalised, quantised
from lift.noise import Noise, measure
from lift.views import Augmenter, chance, project, to_camera, turns, views
from mocap import read_amc, read_asf, read_bvh
from poseswarm_training.swarm.graph import KEYPOINTS, MIRROR

BVH = """HIERARCHY
ROOT Hips
{
  OFFSET 0 0 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
  JOINT LeftHip
  {
    OFFSET 1 0 0
    CHANNELS 3 Zrotation Yrotation Xrotation
    End Site
    {
      OFFSET 0 -2 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.0333
0 5 0 0 0 0 0 0 0
0 5 0 0 90 0 0 0 90
"""

ASF = """:root
  order TX TY TZ RX RY RZ
:bonedata
  begin
     id 1
     name lfemur
     direction 0 -1 0
     length 2
     axis 0 0 20 XYZ
     dof rx
  end
  begin
     id 2
     name ltibia
     direction 0 -1 0
     length 3
     axis 0 0 0 XYZ
  end
:hierarchy
  begin
    root lfemur
    lfemur ltibia
  end
"""


def standing() -> np.ndarray:
    """A person in metres, y up, facing z."""
    left = {"eye": (0.03, 0.66, 0.1), "ear": (0.07, 0.65, 0.0), "shoulder": (0.18, 0.5, 0), "elbow": (0.2, 0.22, 0)}
    left |= {"wrist": (0.2, 0.0, 0.05), "hip": (0.09, 0, 0), "knee": (0.09, -0.42, 0), "ankle": (0.09, -0.83, -0.03)}
    points = np.zeros((17, 3))
    points[0] = (0, 0.62, 0.12)
    for i, name in enumerate(KEYPOINTS[1:], 1):
        side, part = name.split("_")
        x, y, z = left[part]
        points[i] = (x if side == "left" else -x, y, z)
    return points


def crowd(n: int) -> torch.Tensor:
    torch.manual_seed(0)
    points = torch.from_numpy(np.tile(standing(), (n, 1, 1))).float()
    Augmenter.bend(points)
    return points - points[:, [11, 12]].mean(1, keepdim=True)


def test_bvh_turns_children_about_their_parents() -> None:
    clip = read_bvh(BVH)
    np.testing.assert_allclose(clip.places["LeftHip"][0], [1, 5, 0])
    np.testing.assert_allclose(clip.places["LeftHip end"][0], [1, 3, 0])
    # A quarter turn to the left about y, then the leg a quarter turn about its own x.
    np.testing.assert_allclose(clip.places["LeftHip"][1], [0, 5, -1], atol=1e-9)
    np.testing.assert_allclose(clip.places["LeftHip end"][1], [-2, 5, -1], atol=1e-9)


def test_asf_bones_turn_about_their_own_axes() -> None:
    bones = read_asf(ASF)
    assert list(bones) == ["lfemur", "ltibia"]
    clip = read_amc("1\nroot 1 0 0 0 0 0\nlfemur 0\n2\nroot 1 0 0 0 0 0\nlfemur 90\n", bones)
    np.testing.assert_allclose(clip.places["ltibia"][0], [1, -5, 0])
    # The axis is x turned by 20 degrees about z.
    turned = clip.places["lfemur"][1] - clip.places["root"][1]
    assert (
        abs(turned @ [math.cos(math.radians(20)), math.sin(math.radians(20)), 0] - 2 * -math.sin(math.radians(20)))
        < 1e-9
    )
    np.testing.assert_allclose(np.linalg.norm(clip.places["ltibia"][1] - clip.places["lfemur"][1]), 3)


def test_who_moves_is_told_by_the_number_alone() -> None:
    assert subject_of("07_01") == "7"
    try:
        subject_of("male_a_walk")
    except ValueError as error:
        assert "nobody known" in str(error)
    else:
        raise AssertionError("a file of nobody known was taken")


def test_a_person_of_any_unit_becomes_1_7_metres() -> None:
    joints = {
        "Hips": (0, 10, 0), "LeftHip": (1, 10, 0), "RightHip": (-1, 10, 0), "LeftKnee": (1, 5.5, 0),
        "RightKnee": (-1, 5.5, 0), "LeftAnkle": (1, 1, 0), "RightAnkle": (-1, 1, 0), "LeftShoulder": (2, 15, 0),
        "RightShoulder": (-2, 15, 0), "LeftElbow": (2, 12, 0), "RightElbow": (-2, 12, 0), "LeftWrist": (2, 9.5, 0),
        "RightWrist": (-2, 9.5, 0), "Head": (0, 16.5, 0),
    }  # fmt: skip
    from mocap import Clip

    places = {name: np.tile(np.array(place, float), (3, 1)) for name, place in joints.items()}
    points = keypoints_of(Clip(places, {name: np.tile(np.eye(3), (3, 1, 1)) for name in joints}))
    assert points.shape == (3, 17, 3)
    assert abs(np.linalg.norm(points[0, 11] - points[0, 15]) - LEG) < 1e-9
    np.testing.assert_allclose(points[:, [11, 12]].mean(1), 0, atol=1e-12)
    assert is_body(points) and not is_body(points * 3)
    assert 0.8 * HEIGHT < points[0, 1, 1] - points[0, 15, 1] < HEIGHT


def test_cameras_see_people_upright_and_the_right_way_round() -> None:
    points, distance = to_camera(crowd(400), lying=0.0)
    # y points down: noses are above ankles in nearly every view, and nothing is stretched.
    assert ((points[:, 0, 1] < points[:, 15, 1]).float().mean()) > 0.95
    before, after = crowd(400)[:, 0].norm(dim=-1), points[:, 0].norm(dim=-1)
    torch.testing.assert_close(before, after, atol=1e-4, rtol=0)
    seen = project(points, distance)
    left_in_picture = seen[:, 5, 0] > seen[:, 6, 0]
    faces_camera = points[:, 0, 2] < points[:, [3, 4], 2].mean(1) - 0.05
    # Who faces the camera has their left on the right of the picture.
    assert left_in_picture[faces_camera].float().mean() > 0.9


def test_bones_keep_their_length_when_joints_bend() -> None:
    points = crowd(50)
    thigh = (points[:, 11] - points[:, 13]).norm(dim=-1)
    Augmenter.sit(points, share=1.0)
    torch.testing.assert_close((points[:, 11] - points[:, 13]).norm(dim=-1), thigh, atol=1e-5, rtol=0)
    assert (points[:, 13, 1] > -0.3).float().mean() > 0.3


def test_views_are_true_noisy_as_the_swarm_and_noisy_at_random() -> None:
    error = np.full((5, 17, 2), 0.01, np.float32)
    noise = Noise(error, np.full((5, 17), 0.7, np.float32), np.tile(np.arange(17) != 9, (5, 1)))
    sample = views(crowd(300), noise, clean=0.0, swarm=1.0)
    assert sample.seen.shape == (300, 17, 3)
    torch.testing.assert_close(sample.seen[:, 0, 2], torch.full((300,), 0.7))
    assert ((sample.seen[..., 2] == 0).sum(1) == 1).all()
    exact = views(crowd(10), noise, clean=1.0)
    assert (exact.seen[..., 2] == 1).all()


def test_noise_is_what_the_swarm_did_to_labelled_joints() -> None:
    truth = [[10.0 * i, 5.0 * i, 2] for i in range(17)]
    truth[3] = [0, 0, 0]
    labels = {"annotations": [{"id": 4, "num_keypoints": 16, "bbox": [0, 0, 40, 90], "keypoints": sum(truth, [])}]}
    keypoints = [{"x": x + 6, "y": y, "score": 0.5} for x, y, _ in truth]
    noise = measure([{"poses": [{"annotation_id": 4, "keypoints": keypoints}]}], labels)
    np.testing.assert_allclose(noise.error[0, 5], [0.1, 0], atol=1e-6)
    assert not noise.known[0, 3] and noise.known.sum() == 16


def test_features_do_not_know_place_and_size_and_missing_ones_are_0() -> None:
    seen = torch.rand(4, 17, 3) * 0.5 + 0.4
    seen[:, 7, 2] = 0.05
    moved = seen * torch.tensor([30.0, 30.0, 1.0]) + torch.tensor([100.0, -20.0, 0.0])
    torch.testing.assert_close(normalised(seen), normalised(moved), atol=1e-4, rtol=0)
    assert (normalised(seen)[:, 7] == 0).all()


def test_the_lifter_answers_a_mirror_with_a_mirror_image() -> None:
    torch.manual_seed(2)
    lifter = Lifter()
    seen = torch.rand(4, 17, 3)
    flipped = seen[:, MIRROR] * torch.tensor([-1.0, 1.0, 1.0])
    points, other = lifter(seen), lifter(flipped)
    torch.testing.assert_close(other, points[:, MIRROR] * torch.tensor([-1.0, 1.0, 1.0]), atol=1e-5, rtol=0)
    torch.testing.assert_close(points[:, [11, 12]].mean(1), torch.zeros(4, 3), atol=1e-6, rtol=0)


def test_every_agent_has_64_to_512_parameters_and_int8_changes_little() -> None:
    torch.manual_seed(3)
    lifter, seen = Lifter(), torch.rand(50, 17, 3)
    before = lifter(seen)
    tensors = quantised(lifter)
    for part in lifter.parts().values():
        assert 64 <= part.weight[0].numel() + part.bias[0].numel() <= 512
    assert (lifter(seen) - before).norm(dim=-1).mean() < 0.03 * before.norm(dim=-1).mean()
    groups = {name.split("/")[1] for name in tensors}
    assert groups == {"encoders", "lifters", *(f"mix{k}" for k in range(len(lift_graph()["mixers"])))}
    assert all(len(set(joints)) == 10 for joints in ENCODER_JOINTS)


def test_alignment_takes_out_place_turn_and_size_but_no_mirror() -> None:
    body = crowd(20)
    turned = 1.3 * (body @ turns(torch.randn(20, 3)).transpose(1, 2)) + torch.rand(20, 1, 3)
    assert pa_mpjpe(turned, body).max() < 0.01
    assert mpjpe(body, body).max() == 0
    torch.testing.assert_close(aligned(turned, body), body, atol=1e-4, rtol=0)
    lopsided = body.clone()
    lopsided[:, 9] += torch.tensor([0.3, 0.3, 0.3])
    assert pa_mpjpe(lopsided * torch.tensor([-1.0, 1.0, 1.0]), lopsided).min() > 20


def test_the_baselines_know_what_they_were_shown() -> None:
    points, distance = to_camera(crowd(200), lying=0.0)
    seen = torch.cat([project(points, distance), torch.ones(200, 17, 1)], -1)
    nearest = Nearest(points, seen)
    assert mpjpe(nearest(seen), points).mean() < 1
    still = torch.from_numpy(standing()).float().expand(10, -1, -1) * torch.tensor([1.0, -1.0, -1.0])
    assert mpjpe(MeanPose(still)(seen[:10]), still).max() < 1
    assert 0.2 < chance(4000, 0.3).mean() < 0.4
