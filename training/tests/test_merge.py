# SPDX-License-Identifier: Apache-2.0
"""Parts put into a weights file: only they change, and the file is one that the run time reads."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from poseswarm_training.export import write_weights
from poseswarm_training.merge import Weights, merge, read_section, read_weights, replace_section, write_section
from poseswarm_training.swarm.graph import scout
from poseswarm_training.swarm.model import ProgramModule
from poseswarm_training.swarm.quantise import quantised

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "weights" / "swarm.safetensors"
SQUADS, SCOUT = ROOT / "training/checkpoints/calm", ROOT / "training/checkpoints/scout"


def changed(before: Weights, after: Weights) -> set[str]:
    """Programs (first parts of names) of which a tensor differs."""
    names = before.tensors.keys() | after.tensors.keys()
    same = {
        name
        for name in before.tensors.keys() & after.tensors.keys()
        if torch.equal(before.tensors[name], after.tensors[name])
    }
    return {name.split("/")[0] for name in names - same}


def test_a_file_that_is_read_and_written_is_the_same_file(tmp_path: Path) -> None:
    weights = read_weights(SHIPPED)
    write_weights(tmp_path, weights.tensors, weights.graph)
    again = read_weights(tmp_path / "swarm.safetensors")
    assert again.graph == weights.graph
    assert changed(weights, again) == set()
    assert (tmp_path / "swarm.safetensors").stat().st_size == SHIPPED.stat().st_size


def test_new_scouts_replace_the_scouts_and_nothing_else(tmp_path: Path) -> None:
    torch.manual_seed(3)
    module = ProgramModule(scout())
    torch.save({"average": module.state_dict()}, tmp_path / "checkpoint.pt")
    before, after = read_weights(SHIPPED), read_weights(SHIPPED)
    merge(after, scout=tmp_path, threshold=0.17)
    assert changed(before, after) == {"scout"}
    for name, tensor in quantised(module.eval()).items():
        torch.testing.assert_close(after.tensors[name], tensor)
    old, new = before.program("scout"), after.program("scout")
    assert new == {**old, "threshold": 0.17}
    assert after.programs() == before.programs()


def test_new_squads_keep_the_refiners_of_the_file() -> None:
    before, after = read_weights(SHIPPED), read_weights(SHIPPED)
    merge(after, squads=[SQUADS])
    assert changed(before, after) == {"squad-0", "squad-1", "squad-2", "squad-3"}
    assert after.tensors.keys() == before.tensors.keys()
    for i in range(4):
        assert torch.equal(after.tensors[f"squad-{i}/refine/w"], before.tensors[f"squad-{i}/refine/w"])


def test_a_section_comes_and_is_replaced(tmp_path: Path) -> None:
    tensors = {"extra/a/w": torch.ones(2, 64, dtype=torch.int8), "extra/a/w.scale": torch.full((2,), 0.5)}
    write_section(tmp_path / "section.safetensors", {"names": ["one", "two"]}, tensors)
    weights = read_weights(SHIPPED)
    count = len(weights.tensors)
    merge(weights, sections={"extra": tmp_path / "section.safetensors"})
    assert weights.graph["extra"] == {"names": ["one", "two"]}
    assert torch.equal(weights.tensors["extra/a/w"], tensors["extra/a/w"])
    replace_section(weights, "extra", {"names": ["three"]}, {"extra/b": torch.zeros(3)})
    assert [name for name in weights.tensors if name.startswith("extra/")] == ["extra/b"]
    assert len(weights.tensors) == count + 1


def test_a_section_may_be_an_npz_with_a_json_beside_it(tmp_path: Path) -> None:
    np.savez(tmp_path / "section.npz", **{"extra/a": np.ones(3, np.float32)})
    (tmp_path / "section.json").write_text('{"names": ["one"]}')
    for path in ("section.npz", "section.json", "section"):
        entry, tensors = read_section(tmp_path / path)
        assert entry == {"names": ["one"]}
        assert torch.equal(tensors["extra/a"], torch.ones(3))


@pytest.mark.parametrize(
    ("name", "tensors", "sentence"),
    [
        ("level4", {"level4/w": torch.zeros(1)}, "fixed part"),
        ("scout", {"scout/w": torch.zeros(1)}, "fixed part"),
        ("extra", {"other/w": torch.zeros(1)}, "begin with 'extra/'"),
        ("extra", {}, "begin with 'extra/'"),
        ("extra", {"extra/w": torch.zeros(1, dtype=torch.float64)}, "int8 and float32"),
    ],
)
def test_a_section_that_would_break_the_file_is_refused(name: str, tensors: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace_section(read_weights(SHIPPED), name, {}, tensors)


def test_the_command_writes_weights_and_manifest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "poseswarm_training.merge", "--weights", str(SHIPPED), "--out", str(tmp_path)]
    options = ["--scout", str(SCOUT), "--threshold", "0.25", "--focus-threshold", "0.4", "--trained", "merged"]
    subprocess.run([*command, *options], check=True, cwd=ROOT / "training")
    after = read_weights(tmp_path / "swarm.safetensors")
    assert (after.program("scout")["threshold"], after.program("scout")["focusThreshold"]) == (0.25, 0.4)
    assert after.graph["trained"] == "merged"
    (asset,) = json.loads((tmp_path / "manifest.json").read_text())["assets"]
    file = (tmp_path / "swarm.safetensors").read_bytes()
    assert asset == {
        "name": "swarm.safetensors",
        "bytes": len(file),
        "sha256": hashlib.sha256(file).hexdigest(),
    }


def test_a_file_that_is_no_swarm_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(1)}, str(tmp_path / "other.safetensors"))
    with pytest.raises(ValueError, match="expected .*poseswarm-swarm"):
        read_weights(tmp_path / "other.safetensors")
