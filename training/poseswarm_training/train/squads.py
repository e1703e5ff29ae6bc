# SPDX-License-Identifier: Apache-2.0
"""Trains the squads: a shared youth in two stages, then each squad alone.

    python -m poseswarm_training.train.squads base --cache CACHE --out RUN/base --minutes 45
    python -m poseswarm_training.train.squads calm --cache CACHE --out RUN/calm --from RUN/base --minutes 25
    python -m poseswarm_training.train.squads squad --cache CACHE --out RUN/squad-0 --index 0 --from RUN/calm

The base sees the views of all squads, strongly changed, at a nearly constant rate; `calm` anneals on people nearly as
the run time crops them; a squad starts from that at a high rate again and goes its own way on its own view with its own
seed, long enough to forget what it shared: squads that err differently are worth more votes. `fine` is the same on
people who are changed less, for the last runs.
"""

from __future__ import annotations

import argparse
import os
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn

from ..data.augment import Strength
from ..data.cache import load as load_cache
from ..data.geometry import View
from ..data.prefetch import Prefetcher
from ..data.squads import MIX, SquadSampler
from ..data.tasks import SquadTask
from ..swarm.decode import decode
from ..swarm.graph import VIEWS, WHOLE, squad
from ..swarm.model import ProgramModule
from .loop import Batch, Schedule, go_on_from, rank, samples_done, train, world
from .losses import squad_loss


def loss_of(module: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    return squad_loss(module(batch["images"]), batch)


@torch.no_grad()
def held_out_score(module: nn.Module, batches: list[Batch]) -> dict[str, float]:
    """Share of held-out joints within 0.1 and 0.2 of the crop's width of the label, and the loss."""
    distance, weight, loss = [], [], 0.0
    for batch in batches:
        tensors = {name: torch.as_tensor(array) for name, array in batch.items()}
        out = module(tensors["images"])
        joints, weights = tensors["joints"], tensors["weights"]
        loss += float(squad_loss(out, tensors)) / len(batches)
        points = decode(out["attend"])[..., :2] * 4
        distance.append((points - joints).norm(dim=-1).flatten())
        weight.append((weights > 0.5).float().flatten())
    d, w = torch.cat(distance), torch.cat(weight)
    near = {f"within{px}": round(float(((d < px) * w).sum() / w.sum()), 4) for px in (4, 8)}
    return {"val_loss": round(loss, 4), **near}


CALM = Strength(
    scale=0.12,
    shift=0.04,
    rotate=0.4,
    degrees=14.0,
    half_body=0.15,
    cut=0.12,
    occluder=0.2,
    square=0.3,
    colour=0.6,
    saturation=0.3,
)
# Squads are short of capacity, not of data: what they need not bear makes room for what they see (docs/accuracy.md).
FINE = replace(
    CALM,
    scale=0.1,
    shift=0.035,
    rotate=0.3,
    degrees=10.0,
    half_body=0.1,
    cut=0.1,
    occluder=0.08,
    beside=0.05,
    square=0.2,
    colour=0.35,
    saturation=0.15,
    blur=0.05,
    low_resolution=0.1,
    noise=0.04,
    jpeg=0.04,
    nobody=0.06,
    skin=0.4,
)


@dataclass(frozen=True)
class Stage:
    """strength: of the augmentation; rate: the highest; floor: its final share; own: one squad's view, not all."""

    strength: Strength
    rate: float
    floor: float
    warmup: int
    own: bool = False


TURNED = 0.12  # share of wrongly turned people among what squads see that see the whole person

STAGES = {
    "base": Stage(Strength(), rate=3e-3, floor=0.25, warmup=12_000),
    "calm": Stage(CALM, rate=1.2e-3, floor=0.05, warmup=1_000),
    "squad": Stage(CALM, rate=2.5e-3, floor=0.01, warmup=1_000, own=True),
    "fine": Stage(FINE, rate=2.5e-3, floor=0.01, warmup=1_000, own=True),
}


def views_of(indices: range) -> list[View]:
    return [View(**VIEWS[i]) for i in indices]


def load_module(run: Path, index: int) -> ProgramModule:
    """The averaged weights of a run as squad `index`."""
    module = ProgramModule(squad(f"squad-{index}", VIEWS[index]))
    go_on_from(module, run)
    return module.eval()


def load_squads(runs: list[Path]) -> list[tuple[ProgramModule, dict[str, Any]]]:
    """One run for all squads, or one a squad."""
    each = runs if len(runs) == len(VIEWS) else runs * len(VIEWS)
    return [(load_module(each[i], i), VIEWS[i]) for i in range(len(VIEWS))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--index", type=int, default=0, help="which squad (stages squad and fine)")
    parser.add_argument("--from", dest="start", type=Path, help="run whose averaged weights to start from")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.0, help="highest learning rate (default: the stage's)")
    parser.add_argument("--drop", type=float, default=0.02, help="agent dropout")
    parser.add_argument("--synthetic", type=float, default=MIX["synthetic"], help="share of rendered people")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    seed = args.seed * 100 + args.index
    if "RANK" in os.environ:
        dist.init_process_group("gloo")
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    stage = STAGES[args.stage]
    views = views_of(range(args.index, args.index + 1) if stage.own else range(len(VIEWS)))
    module = ProgramModule(squad(f"squad-{args.index}", VIEWS[args.index]), drop=args.drop)
    if args.start:
        go_on_from(module, args.start)
    schedule = Schedule(
        samples=args.samples,
        minutes=args.minutes,
        batch=args.batch,
        rate=args.rate or stage.rate,
        floor=stage.floor,
        warmup=stage.warmup,
    )
    held_out = SquadSampler(load_cache(args.cache), split="val", seed=7)
    check = [held_out.batch(64, views[i % len(views)], index=i) for i in range(6)]

    def score(average: nn.Module) -> dict[str, float]:
        return held_out_score(average, check) if device.type == "cpu" else {}

    task = SquadTask(
        args.cache,
        args.batch // len(views),
        views,
        seed=seed + 10_000 * rank() + 100_000 * list(STAGES).index(args.stage),
        mix=MIX | {"synthetic": args.synthetic},
        strength=replace(stage.strength, turned=TURNED) if stage.own and args.index in WHOLE else stage.strength,
    )
    start = samples_done(args.out) // (args.batch * world())
    with Prefetcher(task, workers=args.workers, start=start) as batches:
        train(module, batches, loss_of, schedule, args.out, device, score)


if __name__ == "__main__":
    main()
