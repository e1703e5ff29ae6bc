# SPDX-License-Identifier: Apache-2.0
"""The lines that make scores true where fewer squads voted."""

from __future__ import annotations

import numpy as np
import pytest

from poseswarm_training.train.fewer import fit_line, relative, straightened


def test_a_line_makes_probabilities_of_scores() -> None:
    rng = np.random.default_rng(1)
    scores = rng.random(20_000)
    right = rng.random(20_000) < straightened(scores, [0.5, -1.0])
    known = rng.random(20_000) < 0.9
    # What is not known does not count.
    gain, offset = fit_line(scores, np.where(known, right, True), known)
    assert gain == pytest.approx(0.5, abs=0.03)
    assert offset == pytest.approx(-1.0, abs=0.06)


def test_the_line_of_true_scores_changes_nothing() -> None:
    scores = np.array([0.0, 0.2, 0.5, 1.0])
    assert straightened(scores, [1.0, 0.0]) == pytest.approx(scores, abs=1e-5)
    assert straightened(np.array([0.9]), [0.5, 0.0]) == pytest.approx(0.75)


def test_a_line_relative_to_another_comes_before_it() -> None:
    scores = np.array([0.1, 0.4, 0.9])
    line, other = [0.8, -1.0], [1.25, 0.5]
    both = straightened(straightened(scores, relative(line, other)), other)
    assert both == pytest.approx(straightened(scores, line), abs=1e-3)
    assert relative(other, other) == [1.0, 0.0]
