# SPDX-License-Identifier: Apache-2.0
"""The picture of training curves."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from xml.etree import ElementTree

SCRIPT = Path(__file__).parents[1] / "scripts/draw_curves.py"
spec = importlib.util.spec_from_file_location("draw_curves", SCRIPT)
assert spec and spec.loader
draw_curves = importlib.util.module_from_spec(spec)
spec.loader.exec_module(draw_curves)


def write_log(folder: Path, losses: list[float]) -> Path:
    folder.mkdir()
    lines = [json.dumps({"samples": 100 * (i + 1), "val_loss": loss}) for i, loss in enumerate(losses)]
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def test_a_run_goes_on_where_the_one_before_ended(tmp_path: Path) -> None:
    youth, squad = write_log(tmp_path / "youth", [6.0, 5.9]), write_log(tmp_path / "squad", [5.8])
    assert draw_curves.curve_of(f"{youth}+{squad}", "val_loss") == [(100, 6.0), (200, 5.9), (300, 5.8)]


def test_every_run_has_its_line_and_its_name() -> None:
    svg = draw_curves.drawing({"squad-0": [(100, 6.0), (200, 5.0)], "squad-1": [(100, 5.5)]}, "val_loss")
    root = ElementTree.fromstring(svg)
    names = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert {"squad-0", "squad-1", "val_loss"} <= set(names)
    assert len([element for element in root.iter() if element.tag.endswith("polyline")]) == 2
