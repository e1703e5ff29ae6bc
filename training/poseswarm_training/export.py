# SPDX-License-Identifier: Apache-2.0
"""From training runs to the swarm that ships: rounds, fits the small agents, writes weights, manifest, parity fixture.

    python -m poseswarm_training.export --cache CACHE --runs RUN/squad-0 ... RUN/squad-3 --scout RUN/scout \
        --out ../assets --fixture ../test/fixtures --samples ../samples
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from .data.cache import load as load_cache
from .swarm.crop import REFERENCE_VIEW, person_crop
from .swarm.graph import KEYPOINTS, Program
from .swarm.model import ProgramModule
from .swarm.quantise import Tensors, quantised, rounded
from .swarm.scouting import propose
from .train.fewer import Judges, Line, fit_fewer
from .train.gather import gather
from .train.level4 import (
    LIMBS,
    Floats,
    People,
    Squads,
    ballot,
    fit_level4,
    fit_refiner,
    judge,
    judged,
    look,
)
from .train.people import PEOPLE, fit_given_judge, fit_person_judge
from .train.scouts import load_module as load_scout
from .train.squads import load_squads
from .train.subjects import Pictures, Subjects, given

GREY = 128


def small_agents(name: str, weights: Tensor) -> tuple[Tensors, Tensor]:
    """int8 tensors of 64-parameter agents, and the values the run time will compute with."""
    integers, scale = rounded(weights, (1,))
    return {name: integers, f"{name}.scale": scale[:, 0].clone()}, integers * scale


def graph_of(
    squads: Squads, scout: Program, upright_mass: float, fewer: list[dict[str, Line]], trained: str
) -> dict[str, Any]:
    return {
        "name": "poseswarm-1",
        "trained": trained,
        "keypoints": len(KEYPOINTS),
        "programs": [*[module.program for module, _ in squads], scout],
        "uprightMass": upright_mass,
        "level4": {
            "assessors": {"names": KEYPOINTS, "tensor": "level4/assessors/w"},
            "validators": {
                "names": [f"{KEYPOINTS[a]}-{KEYPOINTS[b]}" for a, b in LIMBS],
                "limbs": LIMBS,
                "tensor": "level4/validators/w",
            },
            "people": {"names": PEOPLE, "tensor": "level4/people/w"},
            "fewer": fewer,
        },
    }


def write_weights(out: Path, tensors: Tensors, graph: dict[str, Any]) -> None:
    """swarm.safetensors and manifest.json (SHA-256 of every asset beside it)."""
    metadata = {"format": "poseswarm-swarm", "version": "2", "graph": json.dumps(graph, separators=(",", ":"))}
    ready = {name: tensor.contiguous() for name, tensor in sorted(tensors.items())}
    save_file(ready, str(out / "swarm.safetensors"), metadata=metadata)
    write_manifest(out)


def write_manifest(out: Path) -> None:
    names = sorted(f.name for f in out.iterdir() if f.suffix in (".wasm", ".safetensors"))
    assets = [
        {"name": n, "bytes": (out / n).stat().st_size, "sha256": hashlib.sha256((out / n).read_bytes()).hexdigest()}
        for n in names
    ]
    (out / "manifest.json").write_text(json.dumps({"version": 1, "assets": assets}, indent=2) + "\n")


def parity_people(samples: Path, count: int) -> list[tuple[str, np.ndarray, list[float]]]:
    """(file, RGB picture, box) of people in the sample pictures; boxes jittered until there are `count`."""
    listing = json.loads((samples / "people.json").read_text())
    files = {image["id"]: image["file_name"] for image in listing["images"]}
    rng = np.random.default_rng(5)
    found: list[tuple[str, np.ndarray, list[float]]] = []
    while len(found) < count:
        for person in listing["annotations"]:
            name = files[person["image_id"]]
            picture = cv2.cvtColor(cv2.imread(str(samples / name)), cv2.COLOR_BGR2RGB)
            x, y, w, h = person["bbox"]
            turn = rng.normal(0, 0.06, 4) if len(found) >= len(listing["annotations"]) else np.zeros(4)
            box = [x + turn[0] * w, y + turn[1] * h, w * np.exp(turn[2]), h * np.exp(turn[3])]
            found.append((name, picture, [round(float(v), 2) for v in box]))
    return found[:count]


def write_parity(
    out: Path,
    samples: Path,
    squads: Squads,
    scout: ProgramModule,
    refiners: list[Tensor],
    judges: tuple[Tensor, Tensor],
) -> None:
    """What PyTorch says about 20 people of the sample pictures, and what it finds there, for the parity test."""
    people = parity_people(samples, 20)
    pictures = Pictures([picture for _, picture, _ in people])
    seen = look(squads, pictures, given(np.array([box for *_, box in people])), refiners)
    votes, agreed = ballot(seen, refiners)
    scores = judge(votes, agreed, *judges, seen.sizes)
    entries = [
        {
            "file": f"samples/{name}",
            "box": box,
            "reference": person_crop(np.array(box), REFERENCE_VIEW, *seen.sizes).round(4).tolist(),
            "votes": votes[i, :, :, :2].round(4).tolist(),
            "keypoints": agreed[i, :, :2].round(4).tolist(),
            "scores": scores[i].round(4).tolist(),
        }
        for i, (name, _, box) in enumerate(people)
    ]
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for name, picture in {name: picture for name, picture, _ in people}.items():
        # In the middle of a large grey picture people are so small that scouts look from near.
        for margin in (0, picture.shape[0]):
            framed = cv2.copyMakeBorder(picture, *[margin] * 4, cv2.BORDER_CONSTANT, value=(GREY, GREY, GREY))
            boxes, chances = propose(scout, framed)
            boxes = np.concatenate([boxes, chances[:, None]], 1)[np.argsort(-chances)]
            found.append({"file": f"samples/{name}", "margin": margin, "boxes": boxes.round(3).tolist()})
    (out / "parity.json").write_text(json.dumps({"pictures": entries, "found": found}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--runs", type=Path, nargs="+", required=True, help="one run for all squads, or one each")
    parser.add_argument("--scout", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fixture", type=Path, help="folder of parity.json")
    parser.add_argument("--samples", type=Path, help="folder of the sample pictures (with --fixture)")
    parser.add_argument(
        "--people", type=int, default=3000, help="people level 4 is fitted on: given ones, and found ones"
    )
    parser.add_argument("--threshold", type=float, default=0.15, help="a cell proposes a person above it")
    parser.add_argument("--focus-threshold", type=float, default=0.2, help="a region is looked at closer above it")
    parser.add_argument(
        "--upright-mass", type=float, default=0.85, help="mean mass of the surest below which people may be turned"
    )
    parser.add_argument("--trained", default="", help="a sentence about the training, kept in the weights")
    args = parser.parse_args()
    torch.manual_seed(1)
    squads, scout = load_squads(args.runs), load_scout(args.scout)
    scout.program |= {"threshold": args.threshold, "focusThreshold": args.focus_threshold}
    tensors: Tensors = quantised(scout)
    for module, _ in squads:
        tensors |= quantised(module)

    gathered = gather(load_cache(args.cache), scout, args.people, np.random.default_rng(3))
    people = look(squads, gathered.pictures, gathered.subjects)
    refiners = []
    for i, (module, _) in enumerate(squads):
        packed, exact = small_agents(f"{module.program['id']}/refine/w", fit_refiner(people, i))
        tensors |= packed
        refiners.append(exact)
    assessors, validators = fit_level4(people, refiners)
    packed, assessors = small_agents("level4/assessors/w", assessors)
    tensors |= packed
    packed, validators = small_agents("level4/validators/w", validators)
    tensors |= packed

    def look_at(who: Subjects) -> tuple[People, Floats, Floats]:
        seen = look(squads, gathered.cache, who, refiners)
        return seen, *judged(seen, refiners, assessors, validators)

    seen = judged(people, refiners, assessors, validators)
    of_found = fit_person_judge(gathered.cache, gathered.found, look_at)
    of_given = fit_given_judge(people, gathered.subjects.seen, *seen, gathered.known)
    packed, of_people = small_agents("level4/people/w", torch.cat([of_found, of_given]))
    tensors |= packed
    fewer = fit_fewer(squads, Judges(refiners, assessors, validators, of_people), gathered)

    args.out.mkdir(parents=True, exist_ok=True)
    trained = args.trained or f"{date.today().isoformat()}"
    write_weights(args.out, tensors, graph_of(squads, scout.program, args.upright_mass, fewer, trained))
    if args.fixture and args.samples:
        write_parity(args.fixture, args.samples, squads, scout, refiners, (assessors, validators))


if __name__ == "__main__":
    main()
