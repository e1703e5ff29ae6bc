# SPDX-License-Identifier: Apache-2.0
"""Motion capture to COCO's 17 keypoints of a 1.7 m person: metres, hip-centred, y up, as the clip turns them.

python -m lift.bodies --motion PATH/cmu-30fps.tar.gz --out runs/lift/bodies.npz
"""

from __future__ import annotations

import argparse
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mocap import Clip, Floats, read_amc, read_asf, read_bvh
from poseswarm_training.swarm.graph import KEYPOINTS

HEIGHT = 1.7
"""Metres of the person that everything is scaled to."""
LEG = 0.491 * HEIGHT
"""Thigh and shin together (Drillis and Contini 1966, in Winter, Biomechanics and Motor Control: .245 and .246 of the
height); the clips say nothing of heights, but their legs are measured."""

# The joint of each keypoint, by the files' ways of naming; the first whose names are all there is taken.
SCHEMES: list[dict[str, str]] = [
    {"shoulder": "{}Shoulder", "elbow": "{}Elbow", "wrist": "{}Wrist", "hip": "{}Hip", "knee": "{}Knee",
     "ankle": "{}Ankle", "head": "Head"},
    {"shoulder": "{}Arm", "elbow": "{}ForeArm", "wrist": "{}Hand", "hip": "{}UpLeg", "knee": "{}Leg",
     "ankle": "{}Foot", "head": "Head"},
    {"shoulder": "{}clavicle", "elbow": "{}humerus", "wrist": "{}radius", "hip": "{}hipjoint", "knee": "{}femur",
     "ankle": "{}tibia", "head": "head"},
]  # fmt: skip
SIDES = [("Left", "Right"), ("l", "r")]

FACE = {
    "nose": (0.0, 0.055, 0.125),
    "left_eye": (0.032, 0.09, 0.095),
    "right_eye": (-0.032, 0.09, 0.095),
    "left_ear": (0.073, 0.075, 0.015),
    "right_ear": (-0.073, 0.075, 0.015),
}
"""Places in the head's own axes from the top of the neck, metres of a 1.7 m person: motion capture has no faces."""


@dataclass
class Bodies:
    """points `[frames, 17, 3]`; subject and clip: names, one a frame."""

    points: NDArray[np.float32]
    subject: NDArray[np.str_]
    clip: NDArray[np.str_]


def find_scheme(clip: Clip) -> dict[str, str]:
    """keypoint (and `head`) -> joint of the clip; ValueError when no way of naming fits."""
    for scheme in SCHEMES:
        for left, right in SIDES:
            names = {"head": scheme["head"]}
            for part, pattern in scheme.items():
                if part != "head":
                    names |= {f"left_{part}": pattern.format(left), f"right_{part}": pattern.format(right)}
            if all(name in clip.places for name in names.values()):
                return names
    raise ValueError(f"joints {sorted(clip.places)}, expected one of {len(SCHEMES)} known ways of naming")


def mend_chest(clip: Clip) -> None:
    """The CMU clips' conversion to BVH lost the chest's bone: neck and collars sit on `Chest2`. It is about as long as
    the one below it (in the .asf files within 3 %), so that is put in again."""
    chest = clip.places.get("Chest2")
    if chest is None or not np.allclose(chest, clip.places.get("lowerneck", 0)):
        return
    bone = np.linalg.norm(chest[0] - clip.places["Chest"][0])
    up = clip.turns["Chest2"] @ [0.0, bone, 0.0]
    upper = re.compile("neck|Neck|Head|Collar|Shoulder|Elbow|Wrist|hand|Finger|Thumb")
    for name in clip.places:
        if upper.search(name):
            clip.places[name] = clip.places[name] + up


def keypoints_of(clip: Clip) -> Floats:
    """`[frames, 17, 3]`: metres of a 1.7 m person, hip-centred, y up."""
    mend_chest(clip)
    joints = find_scheme(clip)
    at = {name: clip.places[joint] for name, joint in joints.items() if name != "head"}

    def bone(a: str, b: str) -> float:
        return float(np.median(np.linalg.norm(at[a] - at[b], axis=1)))

    sides = ("left", "right")
    leg = sum(bone(f"{s}_hip", f"{s}_knee") + bone(f"{s}_knee", f"{s}_ankle") for s in sides) / 2
    at = {name: place * (LEG / leg) for name, place in at.items()}
    head = clip.places["upperneck" if joints["head"] == "head" else joints["head"]] * (LEG / leg)
    for name, offset in FACE.items():
        at[name] = head + clip.turns[joints["head"]] @ np.array(offset)
    points = np.stack([at[name] for name in KEYPOINTS], 1)
    hips = [KEYPOINTS.index("left_hip"), KEYPOINTS.index("right_hip")]
    return points - points[:, hips].mean(1, keepdims=True)


def is_body(points: Floats) -> bool:
    """Whether the bones are those of a person: some files have scaled, empty or broken skeletons."""

    def bone(a: str, b: str) -> float:
        step = points[:, KEYPOINTS.index(a)] - points[:, KEYPOINTS.index(b)]
        return float(np.median(np.linalg.norm(step, axis=1)))

    wanted = {
        ("left_hip", "right_hip"): (0.1, 0.4),
        ("left_shoulder", "right_shoulder"): (0.22, 0.5),
        ("left_shoulder", "left_elbow"): (0.2, 0.4),
        ("left_elbow", "left_wrist"): (0.15, 0.35),
        ("left_shoulder", "left_hip"): (0.35, 0.65),
        ("nose", "left_hip"): (0.45, 0.95),
    }
    return np.isfinite(points).all() and all(low < bone(*ends) < high for ends, (low, high) in wanted.items())


def subject_of(name: str) -> str:
    """CMU's subject number: `07_01` is subject 7. ValueError for a file that does not say who moves: such files are in
    part copies of numbered ones, and a copy of a held-out subject must not be trained on."""
    number = re.match(r"(\d+)_\d+$", name)
    if not number:
        raise ValueError("a file of nobody known, expected SUBJECT_TAKE")
    return str(int(number.group(1)))


def read_archive(path: Path) -> tuple[Bodies, list[str]]:
    """Every usable clip, and what was left out and why. Takes of a subject in both formats count once."""
    points, subjects, clips, left_out = [], [], [], []
    with tarfile.open(path) as archive:
        files = {member.name: member for member in archive.getmembers() if member.isfile()}

        def text(name: str) -> str:
            found = archive.extractfile(files[name])
            assert found is not None
            return found.read().decode("utf-8", "replace")

        skeletons = {Path(name).stem: read_asf(text(name)) for name in files if name.endswith(".asf")}
        seen: set[str] = set()
        for name in sorted(files, key=lambda name: (not name.endswith(".amc"), name)):
            stem = Path(name).stem
            if not name.endswith((".bvh", ".amc")) or stem in seen:
                continue
            try:
                subject, amc = subject_of(stem), name.endswith(".amc")
                clip = read_amc(text(name), skeletons[stem.split("_")[0]]) if amc else read_bvh(text(name))
                body = keypoints_of(clip)
                if not is_body(body):
                    raise ValueError("bones that no person has")
            except (ValueError, IndexError, KeyError) as error:
                left_out.append(f"{name}: {error}")
                continue
            seen.add(stem)
            points.append(body)
            subjects += [subject] * len(body)
            clips += [stem] * len(body)
    joined = np.concatenate(points).astype(np.float32)
    return Bodies(joined, np.array(subjects), np.array(clips)), left_out


def save(path: Path, bodies: Bodies) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, points=bodies.points, subject=bodies.subject, clip=bodies.clip)


def load(path: Path) -> Bodies:
    with np.load(path) as arrays:
        return Bodies(arrays["points"], arrays["subject"], arrays["clip"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--motion", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    bodies, left_out = read_archive(args.motion)
    save(args.out, bodies)
    for line in left_out:
        print("left out:", line[:200])
    print(f"{len(bodies.points)} frames of {len(set(bodies.subject))} subjects in {len(set(bodies.clip))} clips")


if __name__ == "__main__":
    main()
