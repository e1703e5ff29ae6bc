# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import torch

from poseswarm_training.swarm.graph import VIEWS, squad
from poseswarm_training.swarm.model import ProgramModule
from poseswarm_training.train.soup import soup


def test_a_soup_lies_between_two_runs_and_fits_the_same_module() -> None:
    module = ProgramModule(squad("squad-0", VIEWS[0]))
    first = {key: value.clone() for key, value in module.state_dict().items()}
    second = {key: value + 1 if value.is_floating_point() else value for key, value in first.items()}
    mixed = soup(first, second, 0.65)
    for key, value in mixed.items():
        torch.testing.assert_close(value, first[key] + 0.65 if value.is_floating_point() else first[key])
    module.load_state_dict(mixed)


def test_runs_of_different_agents_are_refused() -> None:
    with pytest.raises(ValueError, match="different weights, expected the same agents: a"):
        soup({"a": torch.zeros(1)}, {"b": torch.zeros(1)}, 0.5)
