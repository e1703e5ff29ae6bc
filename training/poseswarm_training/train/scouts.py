# SPDX-License-Identifier: Apache-2.0
"""Trains the scouts and the coordinator's focus on whole frames.

python -m poseswarm_training.train.scouts --cache CACHE --out RUN/scout --minutes 20
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn

from ..data.cache import load as load_cache
from ..data.prefetch import Prefetcher
from ..data.scouts import SCOUT_STRENGTH, SHARES, ScoutSampler
from ..data.tasks import ScoutTask
from ..swarm.graph import scout
from ..swarm.model import ProgramModule
from .loop import Batch, Schedule, go_on_from, rank, samples_done, train, world
from .losses import scout_loss


def loss_of(module: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    return scout_loss(module(batch["images"]), batch)


@torch.no_grad()
def held_out_score(module: nn.Module, batches: list[Batch]) -> dict[str, float]:
    """Mean loss on held-out frames; share of people's centre cells above 0.3; share of empty cells above 0.3."""
    loss, hits, people, false, empty = 0.0, 0.0, 0.0, 0.0, 0.0
    for batch in batches:
        target = {key: torch.as_tensor(value) for key, value in batch.items()}
        out = module(target["images"])
        loss += float(scout_loss(out, target)) / len(batches)
        found = torch.sigmoid(out["people"][:, 0]) > 0.3
        centre, nobody = target["heat"] > 0.99, (target["heat"] < 0.05) & (target["heat_weight"] > 0.9)
        near = torch.nn.functional.max_pool2d(found.float()[:, None], 3, 1, 1)[:, 0] > 0
        hits, people = hits + float((near & centre).sum()), people + float(centre.sum())
        false, empty = false + float((found & nobody).sum()), empty + float(nobody.sum())
    return {"val_loss": round(loss, 4), "recall": round(hits / max(people, 1), 4), "false": round(false / empty, 6)}


def load_module(run: Path) -> ProgramModule:
    """The averaged weights of a run."""
    module = ProgramModule(scout())
    go_on_from(module, run)
    return module.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--from", dest="start", type=Path, help="run whose averaged weights to start from")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--drop", type=float, default=0.01, help="agent dropout")
    parser.add_argument("--synthetic", type=float, default=SHARES["synthetic"], help="share of rendered pictures")
    parser.add_argument("--quarters", type=float, default=0.0, help="share of frames that are turned by quarters")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if "RANK" in os.environ:
        dist.init_process_group("gloo")
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    module = ProgramModule(scout(), drop=args.drop)
    for layer in ("people", "focus"):
        # Rare positives: start from a prior of 2 % (RetinaNet, arXiv 1708.02002, 4.1).
        bias = dict(module.agents[layer].named_parameters())["bias" if layer == "people" else "head.bias"]
        with torch.no_grad():
            bias[0] = -3.9
    if args.start:
        go_on_from(module, args.start)
    schedule = Schedule(
        samples=args.samples, minutes=args.minutes, batch=args.batch, rate=args.rate, floor=0.01, warmup=3_000
    )
    cache = load_cache(args.cache)

    def held_out(quarters: float) -> list[Batch]:
        sampler = ScoutSampler(cache, split="val", seed=7, strength=replace(SCOUT_STRENGTH, quarters=quarters))
        return [sampler.batch(32, index=i) for i in range(4)]

    checks = {"": held_out(0), "turned_": held_out(1)}

    def score(average: nn.Module) -> dict[str, float]:
        return {f"{k}{name}": v for k, b in checks.items() for name, v in held_out_score(average, b).items()}

    shares = SHARES | {"synthetic": args.synthetic}
    strength = replace(SCOUT_STRENGTH, quarters=args.quarters)
    task = ScoutTask(args.cache, args.batch, seed=args.seed + 10_000 * rank(), shares=shares, strength=strength)
    start = samples_done(args.out) // (args.batch * world())
    with Prefetcher(task, workers=args.workers, start=start) as batches:
        train(module, batches, loss_of, schedule, args.out, device, score)


if __name__ == "__main__":
    main()
