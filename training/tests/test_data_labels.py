# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from data_fixtures import JOINTS, keypoints, write_data

from poseswarm_training.data import labels
from poseswarm_training.data.geometry import MIRROR
from poseswarm_training.data.packs import crop_labels, read_packs


def triples(points: np.ndarray, third: float) -> list[list[float]]:
    return [[float(x), float(y), third] for x, y in points]


def body(third: float = 2.0) -> list[list[float]]:
    """LSP's labels of the figure: no face."""
    return [[0.0, 0.0, 0.0]] * 5 + triples(JOINTS[5:], third)


def test_hidden_joints_of_people_count_fully_and_unlabelled_ones_not_at_all() -> None:
    flat = keypoints(1)
    flat[3 * 7 : 3 * 7 + 3] = [0, 0, 0]
    _, weights = labels.human_labels(flat)
    assert weights[7] == 0 and weights.sum() == 16
    assert labels.human_labels([])[1].sum() == 0


def test_the_teachers_joints_count_by_score() -> None:
    teacher = triples(JOINTS, 0.4)
    teacher[0][2], teacher[1][2], teacher[2][2] = 0.19, 0.9, 0.2
    weights = labels.teacher_labels(teacher)[1]
    assert weights[:4] == pytest.approx([0, 1, 0.1, 0.5])


def test_a_swapped_person_is_put_right_by_a_sure_teacher() -> None:
    swapped = [body()[j] for j in MIRROR]
    joints, weights = labels.cleaned_labels(swapped, triples(JOINTS, 0.8))
    assert np.abs(joints[:, :2] - JOINTS).max() < 1e-3
    assert weights[5:].min() == 1 and weights[:5] == pytest.approx(0.8)


def test_swapped_arms_alone_are_put_right() -> None:
    swapped = [body()[MIRROR[j]] if 5 <= j <= 10 else body()[j] for j in range(17)]
    joints, _ = labels.cleaned_labels(swapped, triples(JOINTS, 0.7))
    assert np.abs(joints[5:, :2] - JOINTS[5:]).max() < 1e-3


def test_an_unsure_teacher_does_not_swap_people_who_are_upside_down() -> None:
    down = [[x, 300 - y, v] if v else [x, y, v] for x, y, v in body()]
    guide = [[x, 300 - y, 0.55] for x, y in JOINTS.tolist()]
    swapped = [down[j] for j in MIRROR]
    joints, weights = labels.cleaned_labels(swapped, guide)
    assert np.abs(joints[5:, :2] - np.array(swapped)[5:, :2]).max() < 1e-3
    assert weights[5:].max() == pytest.approx(labels.DOUBTFUL_SIDE)


def test_a_joint_far_from_a_sure_teacher_is_dropped_and_near_an_unsure_one_kept() -> None:
    human = body()
    human[9] = [human[9][0] - 40, human[9][1] + 30, 2.0]
    guide = triples(JOINTS, 0.7)
    assert labels.cleaned_labels(human, guide)[1][9] == 0
    guide[9][2] = 0.5
    assert labels.cleaned_labels(human, guide)[1][9] == 1


def test_the_face_comes_from_the_teacher_only_when_it_is_sure() -> None:
    guide = triples(JOINTS, 0.44)
    guide[2][2] = 0.6
    weights = labels.cleaned_labels(body(), guide)[1]
    assert weights[:5] == pytest.approx([0, 0, 0.6, 0, 0])


def test_people_kept_for_validation_keep_their_human_labels_as_they_are() -> None:
    item = {"human": [body()[j] for j in MIRROR], "teacher": triples(JOINTS, 0.8)}
    joints, weights = crop_labels(item, held_out=True)
    assert (joints[9, :2] == JOINTS[10]).all() and weights[:5].sum() == 0


def test_the_held_out_part_is_fixed_and_about_as_large_as_asked() -> None:
    share = np.mean([labels.is_held_out("lspet", f"im{n:05d}.jpg") for n in range(10000)])
    assert share == pytest.approx(0.05, abs=0.01)
    assert not any(labels.is_held_out("sports", str(n)) for n in range(1000))
    assert [n for n in range(200) if labels.is_held_out("coco", str(n))][:3] == [22, 57, 69]


def test_a_dev_picture_among_the_training_pictures_stops_everything(tmp_path: Path) -> None:
    data = write_data(tmp_path)
    assert len(read_packs(data)) == 8
    (data / "dev/coco/person_keypoints.json").write_text(json.dumps({"images": [{"id": 3}, {"id": 99}]}))
    with pytest.raises(ValueError, match=r"1 dev pictures are in the training packs.*\[3\]"):
        read_packs(data)


def test_a_dev_negative_among_the_backgrounds_stops_everything(tmp_path: Path) -> None:
    data = write_data(tmp_path)
    pack = data / "train/backgrounds.json"
    pack.write_text(pack.read_text().replace("room 0.png", "COCO train2017 000000000009 (squashed)"))
    (data / "dev/negatives").mkdir()
    (data / "dev/negatives/000000000009.jpg").touch()
    with pytest.raises(ValueError, match=r"ids \[9\]"):
        read_packs(data)


def test_missing_packs_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no training packs"):
        read_packs(tmp_path)
