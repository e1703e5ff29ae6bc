# SPDX-License-Identifier: Apache-2.0
"""The synthetic people's geometry that needs no data and no OpenGL."""

import numpy as np
import pytest

from synth.archive import Archive, Bone
from synth.body import Shape, macro_weights
from synth.camera import Camera
from synth.keypoints import BURIED, HIDDEN, NAMES, OUTSIDE, SEEN, visibility
from synth.people import along
from synth.pose import Pose, about, mirrored, rotation, swing
from synth.scene import Box, box_mesh
from synth.skin import bone_matrices, normals, skin, smoothed


def two_bones() -> Archive:
    """A stick from (0,0,0) over (0,1,0) to (0,2,0): vertex k at height k, the third one between both bones' weights."""
    vertices = np.array([[0.0, 0, 0], [0, 1, 0], [0, 2, 0], [0, 1.5, 0]])
    bones = (
        Bone("LeftUpLeg", "", np.array([0]), np.array([1])),
        Bone("LeftLeg", "LeftUpLeg", np.array([1]), np.array([2])),
    )
    weights = np.array([[1.0, 0.5, 0, 0], [0, 0.5, 1, 1]])
    return Archive(vertices, {}, {}, bones, weights, {})


def test_rotations_are_rotations_and_yaw_turns_to_the_left() -> None:
    turn = rotation(20, 35, -50)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)
    np.testing.assert_allclose(rotation(0, 90, 0) @ [0, 0, 1], [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(about(np.array([0, 0, 3.0]), 90) @ [1, 0, 0], [0, 1, 0], atol=1e-12)


@pytest.mark.parametrize("end", [(0, -1, 0), (0, 1, 0), (0.3, 0.2, -0.9), (5, 0, 0)])
def test_swing_turns_a_direction_into_any_other_even_the_opposite(end: tuple[float, float, float]) -> None:
    start = np.array([0.0, 1, 0])
    turn = swing(start, np.array(end, dtype=float))
    np.testing.assert_allclose(turn @ start, np.array(end) / np.linalg.norm(end), atol=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)


def test_mirroring_a_pose_twice_gives_it_back() -> None:
    pose = Pose(
        turn=(1, 2, 3),
        bend={"Head": (4, 5, 6), "LeftHand": (1, 1, 1)},
        aim={"LeftArm": (0.2, -1, 0.1)},
        twist={"RightForeArm": 20},
        curl=(5, 30),
    )
    once = mirrored(pose)
    assert once.aim == {"RightArm": (-0.2, -1, 0.1)}
    assert once.curl == (30, 5)
    assert mirrored(once) == pose


def test_aimed_bones_point_where_they_should_and_keep_their_length() -> None:
    archive = two_bones()
    pose = Pose(aim={"LeftUpLeg": (1, 0, 0), "LeftLeg": (0, -1, 0)})
    matrices = bone_matrices(archive, archive.vertices, pose)
    knee = matrices[0, :, :3] @ [0, 1, 0] + matrices[0, :, 3]
    ankle = matrices[1, :, :3] @ [0, 2, 0] + matrices[1, :, 3]
    np.testing.assert_allclose(knee, [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(ankle, [1, -1, 0], atol=1e-12)
    np.testing.assert_allclose(skin(archive, archive.vertices, pose)[2], ankle, atol=1e-12)


def test_the_empty_pose_leaves_the_body_as_it_is() -> None:
    archive = two_bones()
    np.testing.assert_allclose(skin(archive, archive.vertices, Pose()), archive.vertices, atol=1e-12)


def test_normals_point_outwards_and_smoothing_keeps_what_no_triangle_uses() -> None:
    corners, facing = box_mesh(Box((1, 0, 2), (2, 1, 3), (0, 0, 0), turn=25))
    triangles = np.arange(36).reshape(-1, 3)
    np.testing.assert_allclose(normals(corners, triangles), facing, atol=1e-9)
    assert np.all(np.sum(facing * (corners - [1, 0.5, 2]), axis=1) > 0)
    stray = np.concatenate([corners, [[9.0, 9, 9]]])
    np.testing.assert_array_equal(smoothed(stray, triangles, 3)[-1], [9, 9, 9])


def test_along_counts_segments_of_a_chain() -> None:
    path = [np.array([0.0, 0, 0]), np.array([0.0, 2, 0]), np.array([3.0, 2, 0])]
    points = np.array([[0.1, 1, 0], [1.5, 2.1, 0], [0, -1, 0], [9, 2, 0]])
    np.testing.assert_allclose(along(path, points), [0.5, 1.5, -0.5, 2.0])


@pytest.mark.parametrize("shape", [Shape(), Shape(male=0.3, age=0.1, weight=0.9, muscle=0.2), Shape(age=2)])
def test_macro_weights_of_each_family_sum_to_one(shape: Shape) -> None:
    weights = macro_weights(shape)
    assert sum(w for n, w in weights.items() if "universal" in n) == pytest.approx(1)
    assert sum(w for n, w in weights.items() if "universal" not in n) == pytest.approx(1)
    assert all(w > 0 for w in weights.values())


def test_a_shape_of_no_origin_is_refused() -> None:
    with pytest.raises(ValueError, match="positive sum"):
        macro_weights(Shape(origin={"asian": 0.0}))


def test_the_camera_looks_at_its_target_and_agrees_with_its_matrix() -> None:
    camera = Camera((1, 2, 5), (0.5, 1, 0), width=640, height=480, fov=50)
    np.testing.assert_allclose(camera.project(np.array([camera.target]))[0, :2], [320, 240], atol=1e-9)
    points = np.array([[0.2, 0.4, 1.0], [-1, 2, -3], [0.5, 1, 0]])
    clip = np.column_stack([points, np.ones(3)]) @ camera.matrix().T
    device = clip[:, :3] / clip[:, 3:]
    x, y, depth = camera.project(points).T
    np.testing.assert_allclose(x, (device[:, 0] + 1) / 2 * 640, atol=1e-9)
    np.testing.assert_allclose(y, (1 - device[:, 1]) / 2 * 480, atol=1e-9)
    np.testing.assert_allclose(depth, clip[:, 3], atol=1e-9)
    assert depth[0] < depth[2] < depth[1]


def test_a_picture_is_not_mirrored() -> None:
    """Somebody who faces the camera has their left (+x) on the right of the picture."""
    camera = Camera((0, 1, 4), (0, 1, 0))
    left, right, up = camera.project(np.array([[0.3, 1, 0], [-0.3, 1, 0], [0, 1.5, 0]]))
    assert left[0] > camera.width / 2 > right[0]
    assert up[1] < camera.height / 2


def test_visibility_tells_seen_hidden_and_outside() -> None:
    ids = np.ones((4, 6), dtype=np.int32)
    depth = np.full((4, 6), 2.0, dtype=np.float32)
    ids[:, 3] = 2
    ids[:, 4] = -1
    depth[:, 4] = 1.0
    ids[:, 5], depth[:, 5] = 0, np.inf
    points = np.zeros((len(NAMES), 3))
    points[:] = [1.5, 1.5, 2.0 + BURIED["nose"] / 2]
    points[1] = [3.5, 1.5, 2.02]  # another person at the same depth
    points[2] = [4.5, 1.5, 2.0]  # behind a box
    points[3] = [5.5, 1.5, 2.0]  # beside the person's own outline
    points[4] = [1.5, 1.5, 2.0 + 2 * BURIED["ear"]]  # on the far side of the head
    points[5] = [-0.5, 1.5, 2.0]
    points[6] = [1.5, 1.5, -2.0]
    flags = visibility(points, 1, ids, depth)
    assert flags[:7].tolist() == [SEEN, HIDDEN, HIDDEN, SEEN, HIDDEN, OUTSIDE, OUTSIDE]
