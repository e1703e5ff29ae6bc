# SPDX-License-Identifier: Apache-2.0
"""The agent that judges people as a whole: what it reads, and what counts as right."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from poseswarm_training.train.people import covered, person_features, rightness, second_look
from poseswarm_training.train.subjects import Subjects


def subjects(seen: list[list[float]], scores: list[float]) -> Subjects:
    n = len(seen)
    boxes = np.array(seen, np.float64)
    return Subjects(
        np.zeros(n, np.int64),
        boxes,
        boxes,
        np.array(scores),
        np.zeros((n, 17, 2)),
        np.zeros((n, 17)),
        np.zeros((n, 17), bool),
    )


def picture(joints: np.ndarray, labelled: bool = True) -> Any:
    """A cache with one picture of one person."""
    weights = np.full((1, 17), float(labelled))
    box = np.array([[100.0, 100, 60, 200]])
    return SimpleNamespace(
        first=np.array([0, 1]), box=box, weights=weights, crowd=np.zeros(1, bool), joints=joints[None]
    )


def test_features_are_those_of_the_run_time() -> None:
    scores = np.where(np.arange(17) < 12, 0.6, 0.1)[None]
    agreed = np.stack([np.linspace(10, 42, 17), np.linspace(0, 80, 17)], -1)[None]
    # The picture ends at 69 px of the reference crop; the lowest sure joint is at 55.
    people: Any = SimpleNamespace(sizes=(96, 128), reference=np.array([[0.0, 100, 192, 356]]))
    who = subjects([[10, 20, 50, 256]], [0.25])
    found = person_features(scores, agreed, people, who, np.array([100 + 69.0 * 2]))
    expected = [0.6, 0.25, 12 / 17, (12 * 0.6 + 5 * 0.1) / 17, 1 / 3, 0.6, 14 / 55]
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-6)
    for shown, height in ((scores, 1e4), (scores * 0, 0.0)):
        assert person_features(shown, agreed, people, who, np.array([height]))[0, 0, 6] == 1


def test_a_second_pose_of_somebody_says_nothing_and_a_wrong_one_is_wrong() -> None:
    joints = np.random.default_rng(0).uniform(110, 150, (17, 3))
    points = np.stack([joints[:, :2], joints[:, :2] + 1, joints[:, :2] + 300])
    who = subjects([[100, 100, 60, 200]] * 3, [0.5] * 3)
    right, known = rightness(picture(joints), who, points, np.array([0.4, 0.9, 0.5]))
    assert right.tolist() == [True, True, False]
    assert known.tolist() == [False, True, True]


def test_nobody_knows_about_places_in_people_without_labels() -> None:
    who = subjects([[110, 110, 40, 150], [400, 100, 60, 200]], [0.5, 0.5])
    points = np.zeros((2, 17, 2))
    right, known = rightness(picture(np.zeros((17, 3)), labelled=False), who, points, np.ones(2))
    assert not right.any() and known.tolist() == [False, True]
    assert covered(np.array([0, 0, 10, 10.0]), np.array([[5.0, 0, 10, 10]])) == 0.5


def test_the_second_look_goes_where_the_joints_are() -> None:
    points = np.stack([np.linspace(0, 80, 17), np.linspace(0, 160, 17)], -1)[None]
    again = second_look(subjects([[0, 0, 100, 200]], [0.5]), points, np.full((1, 17), 0.5))
    np.testing.assert_allclose(again.seen, [[-10, -20, 100, 200]])
    assert len(second_look(subjects([[0, 0, 100, 200]], [0.5]), points, np.full((1, 17), 0.1))) == 0
