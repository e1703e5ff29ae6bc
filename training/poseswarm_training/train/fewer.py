# SPDX-License-Identifier: Apache-2.0
"""What scores mean where fewer squads were asked than there are: one agrees with itself, whatever it says.

    python -m poseswarm_training.train.fewer --cache CACHE --weights ../weights/swarm.safetensors \
        --runs checkpoints/squad-0 ... checkpoints/squad-3 --scout checkpoints/scout --out ../weights

Level 4 is fitted behind all squads. For each smaller number of them, the first so many, the logits of what it says are
scaled and shifted until they mean what they mean behind all (Platt 1999): of joints of the face and of the body, for
they have other voters, and of people whom scouts found and in given boxes. `export` does it for new swarms.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..data.cache import load as load_cache
from ..swarm.crop import from_reference
from ..swarm.quantise import quantised
from .gather import Gathered, gather
from .level4 import Floats, People, Squads, descend, judged, look, tiny_net
from .people import FACE, RIGHT, given_features, likeness, mean_of_sure, person_features, second_look, similarity_of
from .scouts import load_module as load_scout
from .squads import load_squads
from .subjects import Subjects

Line = list[float]  # gain and offset of a logit
BODY = slice(FACE.stop, None)
LEAST = 1e-6  # a score that is not nearer to 0 or 1 has a logit


@dataclass
class Judges:
    """Everything fitted behind the squads: refiners `[17, 64]` of each, assessors `[17, 64]`, validators `[limbs, 64]`,
    and the two agents `[2, 64]` that judge people as a whole."""

    refiners: list[Tensor]
    assessors: Tensor
    validators: Tensor
    people: Tensor


def straightened(scores: Floats, line: Line) -> Floats:
    """The twin of the run time's `straighten`."""
    gain, offset = line
    sure = np.clip(scores, LEAST, 1 - LEAST)
    return 1 / (1 + np.exp(-(gain * np.log(sure / (1 - sure)) + offset)))


def fit_line(scores: Floats, right: NDArray[np.bool_], known: NDArray[np.bool_]) -> Line:
    """What makes probabilities of the scores, of which `known` count."""
    sure = torch.from_numpy(np.clip(scores[known], LEAST, 1 - LEAST))
    logits, truth = torch.log(sure / (1 - sure)), torch.from_numpy(right[known].astype(np.float64))
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    descend(lambda: F.binary_cross_entropy_with_logits(logits * line[0] + line[1], truth), [line], 500, 0.05)
    gain, offset = line.detach().tolist()
    return [gain, offset]


def fit_fewer(squads: Squads, judges: Judges, gathered: Gathered) -> list[dict[str, Line]]:
    """For one squad, two, and so on up to one less than there are."""
    teams = [squads[: count + 1] for count in range(len(squads))]
    seen = [looked(team, judges, gathered, gathered.subjects) for team in teams]
    joints = relative_to_last([fit_joints(*each) for each in seen])
    people = [fit_people(*each, judges, gathered) for each in zip(teams, seen, joints, strict=True)]
    both = zip(joints, relative_to_last(people), strict=True)
    return [lines | further for lines, further in both][:-1]


def relative_to_last(each: list[dict[str, Line]]) -> list[dict[str, Line]]:
    return [{name: relative(line, each[-1][name]) for name, line in lines.items()} for lines in each]


def relative(line: Line, to: Line) -> Line:
    """The line after which a logit means what one means that `to` makes true.

    Where all squads are asked scores may be off among the people here, and are left alone.
    """
    return [round(line[0] / to[0], 3), round((line[1] - to[1]) / to[0], 3)]


def looked(squads: Squads, judges: Judges, gathered: Gathered, who: Subjects) -> tuple[People, Floats, Floats]:
    """What these squads see of people, the results, and the joints' scores as level 4 says them."""
    refiners = judges.refiners[: len(squads)]
    people = look(squads, gathered.pictures, who, refiners)
    return people, *judged(people, refiners, judges.assessors, judges.validators)


def fit_joints(people: People, agreed: Floats, scores: Floats) -> dict[str, Line]:
    right = np.hypot(*np.moveaxis(agreed[..., :2] - people.truth, -1, 0)) < people.tolerance
    parts = (("face", FACE), ("body", BODY))
    return {name: fit_line(scores[:, part], right[:, part], people.labelled[:, part]) for name, part in parts}


def fit_people(
    squads: Squads,
    seen: tuple[People, Floats, Floats],
    joints: dict[str, Line],
    judges: Judges,
    gathered: Gathered,
) -> dict[str, Line]:
    people, agreed, scores = seen
    given = slice(0, gathered.known)
    features = given_features(whole(scores, joints), agreed, people, gathered.subjects.seen)[given]
    right, known = similarity_of(people, agreed)[given] > RIGHT, people.labelled.any(1)[given]
    of_given = fit_line(said(judges.people[1:], features), right, known)

    _, _, scores, points = placed(looked(squads, judges, gathered, gathered.found))
    again = second_look(gathered.found, points, whole(scores, joints))
    people, agreed, scores, points = placed(looked(squads, judges, gathered, again))
    scores = whole(scores, joints)
    similarity, known = likeness(gathered.cache, again, points, mean_of_sure(scores) * np.sqrt(again.score))
    features = person_features(scores, agreed, people, again)
    of_found = fit_line(said(judges.people[:1], features), similarity > RIGHT, known)
    return {"person": of_found, "given": of_given}


def whole(scores: Floats, joints: dict[str, Line]) -> Floats:
    """Joints' scores `(people, 17)` after their lines."""
    parts = [straightened(scores[:, FACE], joints["face"]), straightened(scores[:, BODY], joints["body"])]
    return np.concatenate(parts, 1)


def placed(seen: tuple[People, Floats, Floats]) -> tuple[People, Floats, Floats, Floats]:
    """With the joints in picture px."""
    people, agreed, scores = seen
    return people, agreed, scores, from_reference(agreed[..., :2], people.reference, *people.sizes)


def said(weights: Tensor, features: Tensor) -> Floats:
    return torch.sigmoid(tiny_net(weights, features))[:, 0].double().numpy()


def main() -> None:
    from ..merge import read_weights, thresholds, write_weights  # which knows of `export`, as that knows of us

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--runs", type=Path, nargs="+", required=True, help="the squads' float weights")
    parser.add_argument("--scout", type=Path, required=True)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--out", type=Path, required=True, help="folder of swarm.safetensors and manifest.json")
    args = parser.parse_args()
    weights = read_weights(args.weights)
    squads, scout = load_squads(args.runs), load_scout(args.scout)
    scout.program |= thresholds(weights.program("scout"))
    for module in [scout, *[module for module, _ in squads]]:
        quantised(module)

    def small(name: str) -> Tensor:
        return weights.tensors[name].float() * weights.tensors[f"{name}.scale"][:, None]

    refiners = [small(f"{module.program['id']}/refine/w") for module, _ in squads]
    judges = Judges(refiners, *[small(f"level4/{name}/w") for name in ("assessors", "validators", "people")])
    gathered = gather(load_cache(args.cache), scout, args.people, np.random.default_rng(4))
    weights.graph["level4"]["fewer"] = fit_fewer(squads, judges, gathered)
    print(weights.graph["level4"]["fewer"])
    args.out.mkdir(parents=True, exist_ok=True)
    write_weights(args.out, weights.tensors, weights.graph)


if __name__ == "__main__":
    main()
