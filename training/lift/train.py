# SPDX-License-Identifier: Apache-2.0
"""Trains the lifter, and says how far it errs on people whom it never saw.

python -m lift.train --bodies runs/lift/bodies.npz --noise checkpoints/lift/noise.npz --out checkpoints/lift
python -m lift.train --bodies ... --noise ... --out checkpoints/lift --steps 0       # only the table
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from poseswarm_training.merge import write_section
from poseswarm_training.train.loop import blend

from . import bodies as motion
from . import noise as noises
from .measure import MeanPose, Nearest, mpjpe, pa_mpjpe
from .net import Lifter, lift_graph, quantised
from .views import Augmenter, Sample, project, swarm_noise, to_camera, views

HELD_OUT = {"2", "7", "16", "39", "45", "144"}
"""Subjects of the evaluation: they walk and run, and subject 2 does more; nobody else of the clips is left out."""
VARIOUS = {"2"}
"""Who also jumps, punches, bends over, swings a sword and washes himself."""
CHUNK = 8192
"""Bodies that are made at a time."""


def loss_of(found: Tensor, truth: Tensor) -> Tensor:
    """Metres: the distance of the joints, and half as much of it once more after `aligned`, for where the keypoints do
    not tell how a person is turned the pose can still be right."""
    return (mpjpe(found, truth).mean() + 0.5 * pa_mpjpe(found, truth).mean()) / 1000


def train(
    lifter: Lifter, augment: Augmenter, noise: noises.Noise, steps: int, batch: int, rate: float, report: Path
) -> Lifter:
    """Adam with a cosine, an average of the weights."""
    average = copy.deepcopy(lifter)
    optimiser = torch.optim.Adam(lifter.parameters(), lr=rate)
    log, running, start = report.open("a"), 0.0, time.monotonic()
    made: Sample | None = None
    per_chunk = CHUNK // batch
    for step in range(steps):
        at = step % per_chunk
        if at == 0:
            made = views(augment(CHUNK), noise)
        assert made is not None
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * step / steps))
        part = slice(at * batch, (at + 1) * batch)
        found = lifter(made.seen[part])
        loss = loss_of(found, made.points[part])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        blend(average, lifter, min(0.999, (step + 1) / (step + 10)))
        running = 0.99 * running + 0.01 * float(loss.detach()) if step else float(loss.detach())
        if (step + 1) % 500 == 0 or step + 1 == steps:
            line = {"step": step + 1, "seconds": round(time.monotonic() - start), "mm": round(1000 * running, 1)}
            log.write(json.dumps(line) + "\n")
            log.flush()
    return average


def held_out_views(bodies: motion.Bodies, noise: noises.Noise, count: int) -> dict[str, Sample]:
    """The same views of held-out people with true keypoints, with the noise of the half of people of whom the swarm is
    sure, and with everybody's; and true ones of `VARIOUS` alone. Always the same for a count."""
    torch.manual_seed(7)
    points, distance = to_camera(Augmenter(bodies, HELD_OUT).pick(count), lying=0.0)
    seen, noise = project(points, distance), noise.part(held_out=True)
    exact = torch.cat([seen, torch.ones(*seen.shape[:2], 1)], -1)
    noisy = {"sure": swarm_noise(seen, noise.sure_half()), "all": swarm_noise(seen, noise)}
    samples = {name: Sample(points, one) for name, one in {"true": exact, **noisy}.items()}
    points, distance = to_camera(Augmenter(bodies, VARIOUS).pick(count), lying=0.0)
    seen = torch.cat([project(points, distance), torch.ones(count, 17, 1)], -1)
    return samples | {"various": Sample(points, seen)}


@torch.no_grad()
def table(lifter: Lifter, bodies: motion.Bodies, noise: noises.Noise, count: int = 4000) -> dict[str, dict[str, float]]:
    """mm of every method with true and with noisy keypoints."""
    samples = held_out_views(bodies, noise, count)
    torch.manual_seed(8)
    known = Augmenter(bodies, set(bodies.subject) - HELD_OUT)
    faces = known.pick(20_000) * torch.tensor([1.0, -1.0, -1.0])
    points, distance = to_camera(known.pick(40_000), lying=0.0)
    seen = project(points, distance)
    methods: dict[str, Callable[[Tensor], Tensor]] = {
        "mean pose": MeanPose(faces),
        "nearest neighbour": Nearest(points, torch.cat([seen, torch.ones(*seen.shape[:2], 1)], -1)),
        "lifter": lifter.eval(),
    }
    rows = {}
    for name, lift in methods.items():
        row = {}
        for kind, sample in samples.items():
            found = torch.cat([lift(part) for part in sample.seen.split(500)])
            row |= {f"{kind} MPJPE": mpjpe(found, sample.points), f"{kind} PA-MPJPE": pa_mpjpe(found, sample.points)}
        rows[name] = {key: round(float(value.mean()), 1) for key, value in row.items()}
    return rows


def write_parity(path: Path, lifter: Lifter, bodies: motion.Bodies, noise: noises.Noise, count: int = 20) -> None:
    """What PyTorch says about noisy views of held-out people, for the TypeScript parity test."""
    noisy = held_out_views(bodies, noise, count)["sure"]
    size = torch.linspace(1, 400, count)[:, None, None]
    seen = torch.cat([noisy.seen[..., :2] * size + 100, noisy.seen[..., 2:]], -1).double().numpy().round(5)
    with torch.no_grad():
        points = lifter.double()(torch.from_numpy(seen)).numpy()
    people = [{"seen": s, "points": p} for s, p in zip(seen.tolist(), points.round(6).tolist(), strict=True)]
    path.write_text(json.dumps({"people": people}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=Path, required=True, help="what lift.bodies wrote")
    parser.add_argument("--noise", type=Path, required=True, help="what lift.noise wrote")
    parser.add_argument(
        "--out", type=Path, required=True, help="checkpoint.pt (float), section.safetensors, table.json"
    )
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--mixers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fixture", type=Path, help="write what the TypeScript parity test compares with")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the output folder")
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    bodies, noise = motion.load(args.bodies), noises.load(args.noise)
    lifter, checkpoint = Lifter(args.mixers), args.out / "checkpoint.pt"
    if args.resume or args.steps == 0:
        lifter.load_state_dict(torch.load(checkpoint, weights_only=True))
    if args.steps:
        augment = Augmenter(bodies, set(bodies.subject) - HELD_OUT)
        lifter = train(
            lifter, augment, noise.part(held_out=False), args.steps, args.batch, args.rate, args.out / "log.jsonl"
        )
        torch.save(lifter.state_dict(), checkpoint)
    tensors = quantised(lifter)
    write_section(args.out / "section.safetensors", lift_graph(args.mixers), tensors)
    rows = table(lifter, bodies, noise)
    (args.out / "table.json").write_text(json.dumps(rows, indent=2) + "\n")
    print(json.dumps(rows, indent=2))
    if args.fixture:
        write_parity(args.fixture, lifter, bodies, noise)


if __name__ == "__main__":
    main()
