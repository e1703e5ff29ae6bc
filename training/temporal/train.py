# SPDX-License-Identifier: Apache-2.0
"""Trains the temporal validators, one of 64 parameters a keypoint, and says what they veto.

python -m temporal.train --bodies runs/lift/bodies.npz --out checkpoints/temporal
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from lift.bodies import Bodies, load
from poseswarm_training.export import small_agents
from poseswarm_training.merge import write_section
from poseswarm_training.swarm.graph import KEYPOINTS
from poseswarm_training.train.level4 import fit_judges, tiny_net

from .follow import Floats
from .sequences import Samples, samples

HELD_OUT = {"2", "7", "16", "39", "45", "144"}
"""Subjects that are judged on: those of the lifter."""
TENSOR = "temporal/validators/w"


def part(bodies: Bodies, chosen: NDArray[np.bool_]) -> Bodies:
    return Bodies(bodies.points[chosen], bodies.subject[chosen], bodies.clip[chosen])


def table(verdicts: Floats, found: Samples) -> dict[str, float]:
    """How many wrong joints are vetoed (verdict below .5), and how many right ones; far ones are easier."""
    veto, wrong = verdicts < 0.5, found.right == 0
    far = wrong & (found.features[..., 0] > 0.3)
    return {
        "joints": int(wrong.size),
        "wrong": float(wrong.mean()),
        "wrongVetoed": float(veto[wrong].mean()),
        "farWrongVetoed": float(veto[far].mean()),
        "rightVetoed": float(veto[~wrong].mean()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=Path, required=True, help="from lift.bodies")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=1500, help="sequences of the training")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    bodies = load(args.bodies)
    held = np.isin(bodies.subject, list(HELD_OUT))
    train = samples(part(bodies, ~held), args.people, rng)
    judge = samples(part(bodies, held), args.people // 3, rng)
    torch.manual_seed(args.seed)
    right = torch.tensor(train.right, dtype=torch.float32)
    features = torch.tensor(train.features, dtype=torch.float32)
    weights = fit_judges(features, right, torch.ones_like(right), args.seed, args.steps)
    packed, used = small_agents(TENSOR, weights)
    with torch.no_grad():
        verdicts = torch.sigmoid(tiny_net(used, torch.tensor(judge.features, dtype=torch.float32))).numpy()
    found = table(verdicts.astype(np.float64), judge)
    args.out.mkdir(parents=True, exist_ok=True)
    write_section(args.out / "section.safetensors", {"validators": {"names": KEYPOINTS, "tensor": TENSOR}}, packed)
    torch.save({"weights": weights}, args.out / "checkpoint.pt")
    (args.out / "table.json").write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
