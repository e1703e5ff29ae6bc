# SPDX-License-Identifier: Apache-2.0
"""The agents that judge people as a whole: what they read, and what counts as right."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from poseswarm_training.train.level4 import tiny_net
from poseswarm_training.train.people import (
    covered,
    fit_given_judge,
    given_features,
    likeness,
    person_features,
    second_look,
)
from poseswarm_training.train.subjects import Subjects

# Of twelve joints that score .6 and five that score .1, with spreads of 0, 2, ... 32 px.
MEAN = (12 * 0.6 + 5 * 0.1) / 17
SQUARES = (12 * 0.36 + 5 * 0.01) / 17
SPREAD = (2 * 36 / 8 + 8 * 2) / 17


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
    people: Any = SimpleNamespace(sizes=(96, 128))
    agreed = np.concatenate([agreed, np.zeros((1, 17, 1)), 2 * np.arange(17.0)[None, :, None]], -1)
    who = subjects([[10, 20, 50, 256]], [0.25])
    found = person_features(scores, agreed, people, who)
    expected = [SQUARES / MEAN, SPREAD, 12 / 17, 1 / 3, 0.25, 0.6, np.log2(256 / 50) / 3]
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-6)


def test_features_of_given_people_are_those_of_the_run_time() -> None:
    scores = np.where(np.arange(17) < 12, 0.6, 0.1)[None]
    agreed = np.zeros((1, 17, 6))
    agreed[0, :, :2] = np.stack([np.linspace(10, 42, 17), np.linspace(0, 80, 17)], -1)
    agreed[0, :, 3] = 2 * np.arange(17)
    people: Any = SimpleNamespace(sizes=(96, 128))
    box = np.array([[10.0, 20, 50, 256]])
    found = given_features(scores, agreed, people, box)
    expected = [SQUARES / MEAN, SPREAD, 12 / 17, 1 / 3, MEAN, 22 / 96, 55 / 128]
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-6)
    nothing = given_features(scores * 0, agreed, people, box)
    np.testing.assert_allclose(nothing[0, 0, [0, 2, 4, 5, 6]], 0)


def test_who_is_given_is_judged_by_whether_the_pose_is_right() -> None:
    rng = np.random.default_rng(1)
    count, extra = 300, 20
    truth = rng.uniform(20, 80, (count + extra, 17, 2))
    wrong = rng.random(count + extra) < 0.5
    agreed = np.zeros((count + extra, 17, 6))
    agreed[..., :2] = truth + np.where(wrong, 30, 1)[:, None, None]
    scores = np.where(wrong, 0.3, 0.7)[:, None] + rng.uniform(-0.1, 0.1, (count + extra, 17))
    labelled, tolerance = np.ones((count + extra, 17), bool), np.full((count + extra, 17), 5.0)
    people: Any = SimpleNamespace(sizes=(96, 128), truth=truth, labelled=labelled, tolerance=tolerance)
    boxes = np.tile([0.0, 0, 60, 160], (count + extra, 1))
    weights = fit_given_judge(people, boxes, agreed, scores, count)
    said = torch.sigmoid(tiny_net(weights, given_features(scores, agreed, people, boxes)))[:, 0].numpy()
    assert said[wrong].max() < 0.1
    assert said[~wrong].min() > 0.9


def test_a_second_pose_of_somebody_says_nothing_and_a_wrong_one_is_wrong() -> None:
    joints = np.random.default_rng(0).uniform(110, 150, (17, 3))
    points = np.stack([joints[:, :2], joints[:, :2] + 1, joints[:, :2] + 300])
    who = subjects([[100, 100, 60, 200]] * 3, [0.5] * 3)
    similarity, known = likeness(picture(joints), who, points, np.array([0.4, 0.9, 0.5]))
    assert (similarity > 0.5).tolist() == [True, True, False]
    assert known.tolist() == [False, True, True]


def test_nobody_knows_about_places_in_people_without_labels() -> None:
    who = subjects([[110, 110, 40, 150], [400, 100, 60, 200]], [0.5, 0.5])
    points = np.zeros((2, 17, 2))
    similarity, known = likeness(picture(np.zeros((17, 3)), labelled=False), who, points, np.ones(2))
    assert not similarity.any() and known.tolist() == [False, True]
    assert covered(np.array([0, 0, 10, 10.0]), np.array([[5.0, 0, 10, 10]])) == 0.5


def test_the_second_look_goes_where_the_joints_are() -> None:
    points = np.stack([np.linspace(0, 80, 17), np.linspace(0, 160, 17)], -1)[None]
    again = second_look(subjects([[0, 0, 100, 200]], [0.5]), points, np.full((1, 17), 0.5))
    np.testing.assert_allclose(again.seen, [[-16, -20, 112, 200]])
    assert len(second_look(subjects([[0, 0, 100, 200]], [0.5]), points, np.full((1, 17), 0.1))) == 0
