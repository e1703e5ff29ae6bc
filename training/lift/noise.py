# SPDX-License-Identifier: Apache-2.0
"""How wrong the swarm's 2-D keypoints are: errors and scores on labelled people that no squad was trained on.

npx poseswarm detect PICTURES --boxes LABELS.json > found.jsonl
python -m lift.noise --found found.jsonl --labels LABELS.json --out checkpoints/lift/noise.npz
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MIN_LABELLED = 8
"""Joints that must be labelled for a person to tell much."""


@dataclass
class Noise:
    """A row a person: error `[n, 17, 2]` in units of the square root of the box's area, score `[n, 17]`, and whether
    the joint was labelled `[n, 17]`; a joint that was not is hidden or out of the picture."""

    error: NDArray[np.float32]
    score: NDArray[np.float32]
    known: NDArray[np.bool_]

    def part(self, held_out: bool) -> Noise:
        """Every third person is kept for the evaluation."""
        return self.rows((np.arange(len(self.error)) % 3 == 0) == held_out)

    def sure_half(self) -> Noise:
        """The people of whom the swarm is surer than of the others: what is left where a score is asked for."""
        mean = self.score.mean(1)
        return self.rows(mean >= np.median(mean))

    def rows(self, chosen: NDArray[np.bool_]) -> Noise:
        return Noise(self.error[chosen], self.score[chosen], self.known[chosen])


def measure(found: list[dict], labels: dict) -> Noise:
    people = {a["id"]: a for a in labels["annotations"]}
    error, score, known = [], [], []
    for picture in found:
        for pose in picture["poses"]:
            person = people.get(pose["annotation_id"])
            if person is None or person["num_keypoints"] < MIN_LABELLED:
                continue
            truth = np.array(person["keypoints"], np.float64).reshape(17, 3)
            seen = np.array([[k["x"], k["y"], k["score"]] for k in pose["keypoints"]])
            size = np.sqrt(person["bbox"][2] * person["bbox"][3])
            labelled = truth[:, 2] > 0
            error.append(np.where(labelled[:, None], (seen[:, :2] - truth[:, :2]) / size, 0))
            score.append(seen[:, 2])
            known.append(labelled)
    return Noise(np.array(error, np.float32), np.array(score, np.float32), np.array(known))


def load(path: Path) -> Noise:
    with np.load(path) as arrays:
        return Noise(arrays["error"].astype(np.float32), arrays["score"].astype(np.float32), arrays["known"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--found", type=Path, required=True, help="what `poseswarm detect --boxes` printed")
    parser.add_argument("--labels", type=Path, required=True, help="the annotations that it was given")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    found = [json.loads(line) for line in args.found.read_text().splitlines()]
    noise = measure(found, json.loads(args.labels.read_text()))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    half = {"error": noise.error.astype(np.float16), "score": noise.score.astype(np.float16)}
    np.savez_compressed(args.out, **half, known=noise.known)
    size = np.hypot(*np.moveaxis(noise.error[noise.known], -1, 0))
    print(
        f"{len(noise.error)} people, median error {np.median(size):.3f}, 90th percentile {np.quantile(size, 0.9):.3f}"
    )


if __name__ == "__main__":
    main()
