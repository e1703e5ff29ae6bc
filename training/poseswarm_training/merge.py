# SPDX-License-Identifier: Apache-2.0
"""Puts trained parts into an existing weights file without fitting the rest of it again.

    python -m poseswarm_training.merge --weights ../weights/swarm.safetensors --out ../weights \
        --scout RUN/scout --threshold 0.2 --focus-threshold 0.3 --section lift=checkpoints/lift/section.safetensors

A section is an optional part of the graph, as `write_section` writes it: tensors whose names begin with `NAME/`, and
its entry in the graph. The same section again replaces the one in the file. New squads keep the refiners, assessors and
validators of the file, which were fitted behind the old ones; `export` fits new ones.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from .export import write_weights
from .swarm.graph import Program
from .swarm.model import ProgramModule
from .swarm.quantise import Tensors, quantised
from .train.scouts import load_module as load_scout
from .train.squads import load_squads

FORMAT = {"format": "poseswarm-swarm", "version": "2"}
# What a graph always has; everything else in it is a section.
FIXED = {"name", "trained", "keypoints", "programs", "level4"}


@dataclass
class Weights:
    """A weights file: the swarm graph, and the tensors by name."""

    graph: dict[str, Any]
    tensors: Tensors

    def program(self, name: str) -> Program:
        found = [program for program in self.graph["programs"] if program["id"] == name]
        if not found:
            raise ValueError(f"program {name!r} is not in the file, expected one of {self.programs()}")
        return found[0]

    def programs(self) -> list[str]:
        return [program["id"] for program in self.graph["programs"]]


def read_weights(path: Path) -> Weights:
    """ValueError when the file is no swarm of a version that is known here."""
    with safe_open(str(path), "pt") as file:
        metadata = file.metadata() or {}
        told = {key: metadata.get(key) for key in FORMAT}
        if told != FORMAT:
            raise ValueError(f"{path} says {told}, expected {FORMAT}")
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    return Weights(json.loads(metadata["graph"]), tensors)


def replace_program(weights: Weights, module: ProgramModule, keep: tuple[str, ...] = ()) -> None:
    """Rounds a trained program and puts it where the one of the same id was; layers in `keep` keep their tensors."""
    name = module.program["id"]
    old = weights.program(name)
    kept = tuple(f"{name}/{layer}/" for layer in keep)
    weights.tensors = {
        key: tensor
        for key, tensor in weights.tensors.items()
        if not key.startswith(f"{name}/") or (kept and key.startswith(kept))
    }
    weights.tensors |= quantised(module)
    weights.graph["programs"][weights.programs().index(name)] = {**module.program, **thresholds(old)}


def thresholds(program: Program) -> dict[str, float]:
    return {key: program[key] for key in ("threshold", "focusThreshold") if key in program}


def replace_section(weights: Weights, name: str, entry: dict[str, Any], tensors: Tensors) -> None:
    """Adds the section `name` to the graph, or replaces it."""
    if name in FIXED or name in weights.programs():
        raise ValueError(f"section {name!r} has the name of a fixed part, expected a name of its own")
    strange = [key for key in tensors if not key.startswith(f"{name}/")]
    if strange or not tensors:
        raise ValueError(f"section {name!r} has tensors {strange or 'none'}, expected names that begin with '{name}/'")
    odd = {key: str(t.dtype) for key, t in tensors.items() if t.dtype not in (torch.int8, torch.float32)}
    if odd:
        raise ValueError(f"section {name!r} has tensors {odd}, expected int8 and float32")
    weights.tensors = {key: t for key, t in weights.tensors.items() if not key.startswith(f"{name}/")} | tensors
    weights.graph[name] = entry


def read_section(path: Path) -> tuple[dict[str, Any], Tensors]:
    """The graph entry and the tensors of a section: a .safetensors file, or an .npz with a .json beside it."""
    if path.suffix == ".safetensors":
        with safe_open(str(path), "pt") as file:
            return json.loads((file.metadata() or {})["section"]), {name: file.get_tensor(name) for name in file.keys()}
    with np.load(path.with_suffix(".npz")) as arrays:
        tensors = {name: torch.from_numpy(arrays[name].copy()) for name in arrays.files}
    return json.loads(path.with_suffix(".json").read_text()), tensors


def write_section(path: Path, entry: dict[str, Any], tensors: Tensors) -> None:
    """A section as one .safetensors file."""
    ready = {name: tensor.contiguous() for name, tensor in sorted(tensors.items())}
    save_file(ready, str(path), metadata={"section": json.dumps(entry, separators=(",", ":"))})


def merge(
    weights: Weights,
    scout: Path | None = None,
    squads: list[Path] | None = None,
    sections: dict[str, Path] | None = None,
    threshold: float | None = None,
    focus_threshold: float | None = None,
    trained: str = "",
) -> None:
    """Changes `weights` in place; what is not named stays as it is, byte for byte."""
    if scout:
        replace_program(weights, load_scout(scout))
    for module, _ in load_squads(squads) if squads else []:
        replace_program(weights, module, keep=("refine",))
    for name, path in (sections or {}).items():
        replace_section(weights, name, *read_section(path))
    for program in weights.graph["programs"]:
        if program["kind"] == "scout":
            told = {"threshold": threshold, "focusThreshold": focus_threshold}
            program |= {key: value for key, value in told.items() if value is not None}
    if trained:
        weights.graph["trained"] = trained


def named_path(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        raise argparse.ArgumentTypeError(f"{text!r}, expected NAME=FILE")
    return name, Path(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the file to start from")
    parser.add_argument("--out", type=Path, required=True, help="folder of swarm.safetensors and manifest.json")
    parser.add_argument("--scout", type=Path, help="run of the new scouts")
    parser.add_argument("--threshold", type=float, help="a cell proposes a person above it (the file's when left out)")
    parser.add_argument("--focus-threshold", type=float, help="a region is looked at closer above it (the same)")
    parser.add_argument("--squads", type=Path, nargs="+", help="one run for all squads, or one each")
    parser.add_argument("--section", type=named_path, action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--trained", default="", help="a sentence about the training, kept in the weights")
    args = parser.parse_args()
    weights = read_weights(args.weights)
    sections = dict(args.section)
    merge(weights, args.scout, args.squads, sections, args.threshold, args.focus_threshold, args.trained)
    args.out.mkdir(parents=True, exist_ok=True)
    write_weights(args.out, weights.tensors, weights.graph)


if __name__ == "__main__":
    main()
