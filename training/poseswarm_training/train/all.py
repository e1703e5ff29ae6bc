# SPDX-License-Identifier: Apache-2.0
"""Trains a whole swarm: cache, base, squads, scouts, export. Every stage resumes from its checkpoint.

python -m poseswarm_training.train.all smoke --data ../shared/data --out runs/smoke    (under 10 minutes, two cores)
python -m poseswarm_training.train.all real  --data ../shared/data --out runs/real     (under two hours, two cores)
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

from ..swarm.graph import VIEWS

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Preset:
    """Minutes of each stage on two CPU cores and how many people level 4 is fitted on."""

    base: float
    calm: float
    squad: float
    scout: float
    people: int


PRESETS = {"smoke": Preset(1.0, 0.5, 0.2, 0.8, 200), "real": Preset(40.0, 12.0, 9.0, 24.0, 2500)}
# Fresh memory costs a page fault for every 4 KiB: keep what was freed, in huge pages.
MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "33000000",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def run(*command: str | Path | float) -> None:
    subprocess.run([str(part) for part in command], check=True, env=os.environ | MEMORY | {"OMP_NUM_THREADS": "1"})


def stage(name: str, *arguments: str | Path | float, batch: int) -> None:
    """One training stage: on two one-thread processes on a CPU, in one process on a GPU."""
    module = f"poseswarm_training.train.{name}"
    if torch.cuda.is_available():
        run(sys.executable, "-m", module, *arguments, "--batch", batch, "--workers", 4)
        return
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    run(*launch, "-m", module, *arguments, "--batch", batch // 2, "--threads", 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("preset", choices=PRESETS)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds train/*.tar")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, logs and the finished assets")
    parser.add_argument("--cache", type=Path, help="decoded pictures (default: OUT/cache)")
    args = parser.parse_args()
    preset, out = PRESETS[args.preset], args.out
    cache = args.cache or out / "cache"
    run(sys.executable, "-m", "poseswarm_training.data.cache", "--data", args.data, "--out", cache)
    stage("squads", "base", "--cache", cache, "--out", out / "base", "--minutes", preset.base, batch=64)
    shared = ["--cache", cache, "--out", out / "calm", "--from", out / "base"]
    stage("squads", "calm", *shared, "--minutes", preset.calm, batch=32)
    for i in range(len(VIEWS)):
        own = ["--cache", cache, "--out", out / f"squad-{i}", "--from", out / "calm", "--index", i]
        stage("squads", "squad", *own, "--minutes", preset.squad, batch=32)
    stage("scouts", "--cache", cache, "--out", out / "scout", "--minutes", preset.scout, batch=16)
    runs = [out / f"squad-{i}" for i in range(len(VIEWS))]
    run(
        *[sys.executable, "-m", "poseswarm_training.export", "--cache", cache, "--runs", *runs],
        *["--scout", out / "scout", "--out", out / "assets", "--people", preset.people],
        *["--fixture", out / "fixtures", "--samples", ROOT / "samples"],
    )


if __name__ == "__main__":
    main()
