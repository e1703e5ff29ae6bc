# SPDX-License-Identifier: Apache-2.0
"""Bodies as cameras see them: changed bodies, all-round views, 2-D keypoints with the swarm's noise.

Points are `[n, 17, 3]` metres; of a body x to its left, y up; of a camera x right, y down, z away from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from poseswarm_training.swarm.graph import MIRROR

from .bodies import Bodies
from .noise import Noise

HIPS, SHOULDERS = [11, 12], [5, 6]
UPPER = list(range(11))
# Joint that turns, and the joints that it carries.
LIMBS = [(5, [7, 9]), (7, [9]), (6, [8, 10]), (8, [10]), (11, [13, 15]), (13, [15]), (12, [14, 16]), (14, [16])]
# Parent and the chain that moves along when the bone between grows, root first; left and right grow alike.
BONES = [
    [(5, [7, 9], 7), (6, [8, 10], 8)],
    [(7, [9], 9), (8, [10], 10)],
    [(11, [13, 15], 13), (12, [14, 16], 14)],
    [(13, [15], 15), (14, [16], 16)],
]
BOX_OVER_JOINTS = 1.15
"""A person's box is about this much wider and higher than the extent of the joints."""


@dataclass
class Sample:
    """points: the body in the camera's axes; seen `[n, 17, 3]`: x, y in the picture (any unit) and the confidence."""

    points: Tensor
    seen: Tensor


def turns(vectors: Tensor) -> Tensor:
    """Rotation vectors `[..., 3]` to matrices `[..., 3, 3]` (Rodrigues)."""
    angle = vectors.norm(dim=-1, keepdim=True).clamp_min(1e-9)
    x, y, z = (vectors / angle).unbind(-1)
    o = torch.zeros_like(x)
    k = torch.stack([o, -z, y, z, o, -x, -y, x, o], -1).unflatten(-1, (3, 3))
    angle = angle[..., None]
    return torch.eye(3) + angle.sin() * k + (1 - angle.cos()) * (k @ k)


def about(axis: int, angle: Tensor) -> Tensor:
    vectors = torch.zeros(*angle.shape, 3)
    vectors[..., axis] = angle
    return turns(vectors)


def carry(points: Tensor, joint: int, carried: list[int], turn: Tensor) -> None:
    """Turns the carried joints round `joint`, in place."""
    centre = points[:, joint, None]
    points[:, carried] = centre + (points[:, carried] - centre) @ turn.transpose(1, 2)


def chance(n: int, share: float) -> Tensor:
    return (torch.rand(n) < share).float()


def mirrored(points: Tensor, axis: int = 0) -> Tensor:
    """Left and right exchanged."""
    out = points[:, MIRROR].clone()
    out[..., axis] *= -1
    return out


def hip_yaw(points: Tensor) -> Tensor:
    line = points[:, 11] - points[:, 12]
    return torch.atan2(-line[:, 2], line[:, 0])


class Augmenter:
    """Makes more bodies of few: mirrors, recombines upper and lower halves, bends joints, stretches bones."""

    def __init__(self, bodies: Bodies, subjects: set[str]) -> None:
        chosen = np.isin(bodies.subject, list(subjects))
        self.points = torch.from_numpy(bodies.points[chosen])
        # Long takes of few people would drown the short ones: a clip weighs as the square root of its length.
        clips, index, count = np.unique(bodies.clip[chosen], return_inverse=True, return_counts=True)
        self.weights = torch.from_numpy(1 / np.sqrt(count[index]))

    def pick(self, n: int) -> Tensor:
        points = self.points[torch.multinomial(self.weights, n, replacement=True)]
        flip = chance(n, 0.5)[:, None, None]
        return flip * mirrored(points) + (1 - flip) * points

    def __call__(self, n: int) -> Tensor:
        points, other = self.pick(n), self.pick(n)
        turned = other @ about(1, hip_yaw(points) - hip_yaw(other)).transpose(1, 2)
        swap = chance(n, 0.4)[:, None, None]
        points[:, UPPER] = swap * turned[:, UPPER] + (1 - swap) * points[:, UPPER]
        self.sit(points)
        self.bend(points)
        self.stretch(points)
        return points - points[:, HIPS].mean(1, keepdim=True)

    @staticmethod
    def sit(points: Tensor, share: float = 0.3) -> None:
        """Thighs forward, shins back, trunk forward: sitting, squatting, kneeling, which the clips hardly show."""
        n = len(points)
        axis = torch.nn.functional.normalize(points[:, 12] - points[:, 11], dim=-1)
        how = chance(n, share)
        both = torch.rand(n)
        for hip, knee, ankle in ((11, 13, 15), (12, 14, 16)):
            depth = how * (0.7 * both + 0.3 * torch.rand(n))
            carry(points, hip, [knee, ankle], turns(axis * (depth * 2.0)[:, None]))
            carry(points, knee, [ankle], turns(-axis * (how * torch.rand(n) * 2.2)[:, None]))
        lean = how * (torch.rand(n) * 1.1 - 0.3) + chance(n, 0.1) * torch.rand(n) * 1.4
        centre = points[:, HIPS].mean(1, keepdim=True)
        turn = turns(-axis * lean[:, None])
        points[:, UPPER] = centre + (points[:, UPPER] - centre) @ turn.transpose(1, 2)

    @staticmethod
    def bend(points: Tensor) -> None:
        n = len(points)
        size = 0.05 + 0.25 * torch.rand(n) * chance(n, 0.7)
        wild = size + chance(n, 0.3) * 1.0
        for joint, carried in LIMBS:
            spread = wild if joint in (5, 6, 7, 8) else size
            carry(points, joint, carried, turns(torch.randn(n, 3) * spread[:, None]))
        centre = points[:, HIPS].mean(1, keepdim=True)
        turn = turns(torch.randn(n, 3) * 0.1)
        points[:, UPPER] = centre + (points[:, UPPER] - centre) @ turn.transpose(1, 2)
        neck = points[:, SHOULDERS].mean(1, keepdim=True)
        turn = turns(torch.randn(n, 3) * 0.25)
        points[:, :5] = neck + (points[:, :5] - neck) @ turn.transpose(1, 2)

    @staticmethod
    def stretch(points: Tensor) -> None:
        n = len(points)
        for pair in BONES:
            grow = torch.randn(n, 1) * 0.05
            for parent, carried, end in pair:
                points[:, carried] += ((points[:, end] - points[:, parent]) * grow)[:, None]
        centre = points[:, HIPS].mean(1, keepdim=True)
        trunk = points[:, SHOULDERS].mean(1, keepdim=True) - centre
        points[:, UPPER] += trunk * (torch.randn(n, 1, 1) * 0.05)
        for pair in (SHOULDERS, HIPS):
            middle = points[:, pair].mean(1, keepdim=True)
            points[:, pair] = middle + (points[:, pair] - middle) * (1 + torch.randn(n, 1, 1) * 0.06)


def to_camera(points: Tensor, lying: float = 0.1) -> tuple[Tensor, Tensor]:
    """Bodies in front of random cameras: yaw all round, pitch -30 to 60 degrees (seen from below to from above), a
    little roll; a share `lying` in any orientation. Returns the points in the camera's axes and the distances in m."""
    n = len(points)
    pitch = torch.empty(n).uniform_(math.radians(-30), math.radians(60))
    # Most cameras look level.
    pitch = pitch * (0.3 + 0.7 * chance(n, 0.6))
    turn = about(2, torch.randn(n) * 0.08) @ about(0, pitch) @ about(1, torch.rand(n) * 2 * math.pi)
    any_way = turns(torch.nn.functional.normalize(torch.randn(n, 3), dim=-1) * (torch.rand(n, 1) * math.pi))
    lies = chance(n, lying)[:, None, None]
    turn = lies * (turn @ any_way) + (1 - lies) * turn
    seen = points @ turn.transpose(1, 2)
    # y up and z to the viewer become y down and z away: half a turn about x.
    seen = seen * torch.tensor([1.0, -1.0, -1.0])
    distance = torch.empty(n).uniform_(math.log(2.0), math.log(12.0)).exp()
    return seen, distance


def project(points: Tensor, distance: Tensor) -> Tensor:
    """Perspective of a camera that looks at the hips; `[n, 17, 2]`."""
    return points[..., :2] / (points[..., 2:] + distance[:, None, None]).clamp_min(0.3)


def box_size(seen: Tensor) -> Tensor:
    """Square root of the area of the person's box, `[n]`."""
    extent = seen.amax(1) - seen.amin(1)
    return (extent.prod(-1).sqrt() * BOX_OVER_JOINTS).clamp_min(1e-6)


def swarm_noise(seen: Tensor, noise: Noise) -> Tensor:
    """The errors, scores and gaps of people that the swarm saw, put on true keypoints; `[n, 17, 3]`."""
    rows = torch.randint(len(noise.error), (len(seen),))
    error, score, known = (torch.from_numpy(a)[rows] for a in (noise.error, noise.score, noise.known))
    flip = chance(len(seen), 0.5).bool()
    error = torch.where(flip[:, None, None], mirrored(error), error)
    score = torch.where(flip[:, None], score[:, MIRROR], score)
    known = torch.where(flip[:, None], known[:, MIRROR], known)
    moved = seen + error * box_size(seen)[:, None, None]
    return torch.cat([moved, (score * known)[..., None]], -1)


def made_noise(seen: Tensor) -> Tensor:
    """Gaussian errors of any size, single joints far off, joints and halves missing; sure where it is right."""
    n = len(seen)
    size = torch.empty(n, 1).uniform_(math.log(0.003), math.log(0.08)).exp() * torch.empty(n, 17).uniform_(0.4, 1.6)
    far = (torch.rand(n, 17) < 0.03).float()
    size = size + far * 0.25
    moved = seen + torch.randn(n, 17, 2) * (size * box_size(seen)[:, None])[..., None]
    sure = torch.exp(-size / 0.06) * torch.empty(n, 17).uniform_(0.6, 1.0)
    keep = (torch.rand(n, 17) > torch.rand(n, 1) * 0.25).float()
    keep[:, 13:] *= 1 - chance(n, 0.12)[:, None]
    return torch.cat([moved, (sure * keep)[..., None]], -1)


def views(points: Tensor, noise: Noise, clean: float = 0.35, swarm: float = 0.35, lying: float = 0.1) -> Sample:
    """Points `[n, 17, 3]` with y up, as seen: shares without noise, with the swarm's, and with made-up noise."""
    points, distance = to_camera(points, lying)
    seen = project(points, distance)
    exact = torch.cat([seen, torch.ones(len(seen), 17, 1)], -1)
    kind = torch.rand(len(seen), 1, 1)
    noisy = torch.where(kind < clean + swarm, swarm_noise(seen, noise), made_noise(seen))
    return Sample(points, torch.where(kind < clean, exact, noisy))
