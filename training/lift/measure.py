# SPDX-License-Identifier: Apache-2.0
"""Errors of poses in space, and the two baselines that a lifter has to beat."""

from __future__ import annotations

import torch
from torch import Tensor

from .net import normalised
from .views import HIPS


def mpjpe(found: Tensor, truth: Tensor) -> Tensor:
    """Mean per-joint position error of each pose, mm; both `[n, 17, 3]` metres and hip-centred."""
    return (found - truth).norm(dim=-1).mean(-1) * 1000


def aligned(found: Tensor, truth: Tensor) -> Tensor:
    """`found` moved, turned and scaled onto `truth` (Procrustes: Umeyama 1991, without reflection). Gradients pass as
    if turn and size were given."""
    a = found - found.mean(1, keepdim=True)
    with torch.no_grad():
        b = truth - truth.mean(1, keepdim=True)
        u, s, v = torch.linalg.svd(a.transpose(1, 2) @ b)
        fix = torch.ones_like(s)
        fix[:, 2] = torch.sign(torch.linalg.det(u @ v))
        turn = (u * fix[:, None]) @ v
        size = (s * fix).sum(1) / a.square().sum((1, 2)).clamp_min(1e-12)
    return size[:, None, None] * (a @ turn) + truth.mean(1, keepdim=True)


def pa_mpjpe(found: Tensor, truth: Tensor) -> Tensor:
    """`mpjpe` after `aligned`: how wrong the pose is, whatever its place, turn and size."""
    return mpjpe(aligned(found, truth), truth)


class MeanPose:
    """The mean of many bodies that face the camera."""

    def __init__(self, points: Tensor) -> None:
        line = points[:, HIPS[0]] - points[:, HIPS[1]]
        yaw = torch.atan2(line[:, 2], line[:, 0])
        c, s, o, i = yaw.cos(), yaw.sin(), torch.zeros_like(yaw), torch.ones_like(yaw)
        turn = torch.stack([c, o, s, o, i, o, -s, o, c], -1).unflatten(-1, (3, 3))
        self.pose = (points @ turn.transpose(1, 2)).mean(0)

    def __call__(self, seen: Tensor) -> Tensor:
        return self.pose.expand(len(seen), -1, -1)


class Nearest:
    """The body of the most similar normalised 2-D pose among many views; missing joints are not compared."""

    def __init__(self, points: Tensor, seen: Tensor) -> None:
        self.points = points
        self.places = normalised(seen)[..., :2].flatten(1)

    def __call__(self, seen: Tensor) -> Tensor:
        features = normalised(seen)
        weights = features[..., 2:].expand(-1, -1, 2).flatten(1)
        places = features[..., :2].flatten(1)
        # sum of w (p - q)^2 = sum of w p^2 - 2 w p q + w q^2
        cost = -2 * (weights * places) @ self.places.T + weights @ self.places.square().T
        return self.points[cost.argmin(1)]
