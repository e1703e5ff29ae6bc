# SPDX-License-Identifier: Apache-2.0
"""A mean of the weights of two runs, one of which began with the other one's (model soups, arXiv 2203.05482).

python -m poseswarm_training.train.soup --runs checkpoints/squad-0 RUN/squad-0 --share 0.65 --out RUN/soup-0
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from torch import Tensor

State = dict[str, Tensor]


def soup(first: State, second: State, share: float) -> State:
    """Weights and normalisation statistics with `share` of the second run; ValueError when they are not alike."""
    if strange := sorted(first.keys() ^ second.keys()):
        raise ValueError(f"the runs hold different weights, expected the same agents: {', '.join(strange[:3])}")
    # What is no float is wiring, and the same in both.
    return {key: first[key].lerp(second[key], share) if first[key].is_floating_point() else first[key] for key in first}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, nargs=2, required=True)
    parser.add_argument("--share", type=float, default=0.5, help="of the second run")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    first, second = (
        torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)["average"] for run in args.runs
    )
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"average": soup(first, second, args.share)}, args.out / "checkpoint.pt")
    shutil.copy(args.runs[1] / "log.jsonl", args.out / "log.jsonl")


if __name__ == "__main__":
    main()
