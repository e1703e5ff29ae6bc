# SPDX-License-Identifier: Apache-2.0
"""The training loop: warm-up and cosine, an average of the weights (EMA), checkpoints that resume."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from ..ops.agents import compiled
from .optimiser import SwarmOptimiser

Batch = dict[str, Any]


@dataclass(frozen=True)
class Schedule:
    """How long and how fast. A run ends at `samples` or `minutes`, whichever comes first (0 = no such end)."""

    samples: int = 0
    minutes: float = 0.0
    batch: int = 64
    rate: float = 3e-3
    floor: float = 0.0  # final share of the rate: 1 keeps it constant after the warm-up
    warmup: int = 12_000  # samples
    decay: float = 0.02
    average: float = 0.999
    checkpoint_minutes: float = 3.0


@dataclass
class Progress:
    samples: int = 0
    seconds: float = 0.0

    def share(self, schedule: Schedule) -> float:
        by_samples = self.samples / schedule.samples if schedule.samples else 0.0
        by_time = self.seconds / (60 * schedule.minutes) if schedule.minutes else 0.0
        return min(1.0, max(by_samples, by_time))


def rate_at(schedule: Schedule, progress: Progress) -> float:
    warm = min(1.0, (progress.samples + 1) / max(1, schedule.warmup))
    cosine = 0.5 * (1 + math.cos(math.pi * progress.share(schedule)))
    return schedule.rate * warm * (schedule.floor + (1 - schedule.floor) * cosine)


def to_device(batch: Batch, device: torch.device) -> dict[str, Tensor]:
    return {key: torch.as_tensor(value).to(device, non_blocking=True) for key, value in batch.items()}


def go_on_from(module: nn.Module, run: Path) -> None:
    """Begins with the averaged weights of another run. Where that had no gates, they begin open.

    ValueError when it trained something else.
    """
    state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    missing, unknown = module.load_state_dict(state["average"], strict=False)
    wrong = [*unknown, *(name for name in missing if "gate." not in name)]
    if wrong:
        raise ValueError(f"{run} holds other weights, expected the same agents: {', '.join(wrong[:3])} ({len(wrong)})")


def samples_done(out: Path) -> int:
    """Samples a resumed run has seen already: where its data stream goes on."""
    log = out / "log.jsonl"
    return int(json.loads(log.read_text().splitlines()[-1])["samples"]) if log.exists() else 0


def train(
    module: nn.Module,
    batches: Iterator[Batch],
    loss_of: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    schedule: Schedule,
    out: Path,
    device: torch.device,
    score: Callable[[nn.Module], dict[str, float]] | None = None,
    resume: bool = True,
) -> nn.Module:
    """Trains `module`; returns its averaged copy. `out` gets checkpoint.pt (resumed from when it is there) and
    log.jsonl (a line a checkpoint: samples, seconds, loss, rate, the held-out scores)."""
    out.mkdir(parents=True, exist_ok=True)
    module.to(device).train()
    average = copy.deepcopy(module).eval()
    optimiser = SwarmOptimiser(module, schedule.rate, schedule.decay)
    progress = Progress()
    checkpoint = out / "checkpoint.pt"
    if resume and checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        module.load_state_dict(state["module"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        progress = Progress(**state["progress"])

    def save(loss: float) -> None:
        if rank() > 0:
            return
        state = {
            "module": module.state_dict(),
            "average": average.state_dict(),
            "optimiser": optimiser.state_dict(),
            "progress": asdict(progress),
        }
        torch.save(state, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)
        line = {**asdict(progress), "loss": round(loss, 4), "rate": optimiser.param_groups[0]["lr"]}
        line |= score(average) if score else {}
        with (out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    if device.type == "cpu":
        compiled()  # takes a minute when the kernels have to be built: not on the clock
    running, last, saved = 0.0, time.monotonic(), progress.seconds
    while progress.share(schedule) < 1:
        batch = to_device(next(batches), device)
        for group in optimiser.param_groups:
            group["lr"] = rate_at(schedule, progress)
        loss = loss_of(module, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        share_gradients(module)
        nn.utils.clip_grad_norm_(module.parameters(), 5.0)
        optimiser.step()
        blend(average, module, min(schedule.average, (progress.samples + 1) / (progress.samples + 10 * schedule.batch)))
        value = float(loss.detach())
        running = value if running == 0 else 0.99 * running + 0.01 * value
        now = time.monotonic()
        progress.samples += len(batch["images"]) * world()
        progress.seconds, last = progress.seconds + now - last, now
        agree(progress)
        if progress.seconds - saved > 60 * schedule.checkpoint_minutes or progress.share(schedule) >= 1:
            saved = progress.seconds
            save(running)
            last = time.monotonic()
    return average


def world() -> int:
    return dist.get_world_size() if dist.is_initialized() else 1


def rank() -> int:
    return dist.get_rank() if dist.is_initialized() else 0


def share_gradients(module: nn.Module) -> None:
    """Averages gradients over the processes of `torchrun` (two one-thread processes beat one two-thread process)."""
    if world() == 1:
        return
    grads = [p.grad for p in module.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in grads])
    dist.all_reduce(flat)
    flat /= world()
    start = 0
    for g in grads:
        g.copy_(flat[start : start + g.numel()].view_as(g))
        start += g.numel()


def agree(progress: Progress) -> None:
    """Every process takes the first one's clock, so that all stop at the same step."""
    if world() > 1:
        clock = torch.tensor([progress.seconds], dtype=torch.float64)
        dist.broadcast(clock, 0)
        progress.seconds = float(clock)


@torch.no_grad()
def blend(average: nn.Module, module: nn.Module, keep: float) -> None:
    """Exponential moving average of weights and normalisation statistics."""
    pairs = zip([*average.parameters(), *average.buffers()], [*module.parameters(), *module.buffers()], strict=True)
    floats = [(mine, theirs) for mine, theirs in pairs if mine.is_floating_point()]  # the rest is wiring: constant
    torch._foreach_lerp_([mine for mine, _ in floats], [theirs for _, theirs in floats], 1 - keep)
