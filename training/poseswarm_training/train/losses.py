# SPDX-License-Identifier: Apache-2.0
"""Losses of squads and scouts on planes of logits."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from ..oks import FALL
from ..swarm.graph import JOINT_REGIONS, REGIONS

JOINT_SIGMA = 0.9  # cells of the joint heatmap (stride 4)
REGION_SIGMA = 1.2  # cells of the region map (stride 8)
SIMILARITY = 12.0  # weight of the OKS that is missed, against the cross entropy; 4 and 0 were worse
LEFT = 0.15  # of a covered joint's target; the rest is spread flat: it may be guessed, but not surely
ABSENT = 0.15  # weight of a joint that is not in the crop: its plane shall be flat (arXiv 1812.04606)
NOBODY = 0.4  # the same where nobody is to be seen upright: by that the run time knows who is turned
BOX = 2.0  # weight of a scout's box, against the heat: who is found is lost by bad boxes


def gaussian_targets(points: Tensor, height: int, width: int, stride: float, sigma: float) -> Tensor:
    """points `[N, J, 2]` in crop px -> planes `[N, J, h, w]` that each sum to 1."""
    x = (torch.arange(width, device=points.device) + 0.5) * stride
    y = (torch.arange(height, device=points.device) + 0.5) * stride
    reach = 2 * (sigma * stride) ** 2
    gx = torch.exp(-((points[..., 0:1] - x) ** 2) / reach)
    gy = torch.exp(-((points[..., 1:2] - y) ** 2) / reach)
    planes = gy[..., :, None] * gx[..., None, :]
    return planes / planes.sum((2, 3), keepdim=True).clamp_min(1e-6)


def spatial_cross_entropy(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy between softmax over the plane and the target plane, weighted by joint `[N, J]`."""
    log_probability = F.log_softmax(logits.flatten(2), dim=-1)
    loss = -(log_probability * targets.flatten(2)).sum(-1)
    return (loss * weights).sum() / weights.sum().clamp_min(1)


def region_targets(joint_planes: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """The mean plane of the labelled joints of each region and whether it has any: `[N, 8, h, w]`, `[N, 8]`."""
    member = torch.zeros(len(REGIONS), len(JOINT_REGIONS), device=joint_planes.device)
    for joint, regions in enumerate(JOINT_REGIONS):
        member[regions, joint] = 1
    share = member[None] * weights[:, None]
    total = share.sum(-1)
    planes = torch.einsum("nrj,njhw->nrhw", share, joint_planes) / total[..., None, None].clamp_min(1e-6)
    return planes, (total > 0).float()


def missed_similarity(probability: Tensor, joints: Tensor, weights: Tensor, extents: Tensor, stride: float) -> Tensor:
    """1 - OKS of a joint that is drawn from its plane: what the judge counts.

    The cross entropy asks hips to be as exact as eyes, and pays most for the joints that are lost anyway.
    extents `[N, 2]`: root of the person's area, crop px along x and y.
    """
    height, width = probability.shape[2:]
    x = (torch.arange(width, device=joints.device) + 0.5) * stride
    y = (torch.arange(height, device=joints.device) + 0.5) * stride
    fall = torch.as_tensor(FALL, dtype=joints.dtype, device=joints.device)
    reach = 2 * (extents[:, None] * fall[:, None]) ** 2
    near_x = torch.exp(-((joints[..., 0:1] - x) ** 2) / reach[..., 0:1])
    near_y = torch.exp(-((joints[..., 1:2] - y) ** 2) / reach[..., 1:2])
    similarity = torch.einsum("njhw,njh,njw->nj", probability, near_y, near_x)
    return ((1 - similarity) * weights).sum() / weights.sum().clamp_min(1)


def squad_loss(out: dict[str, Tensor], batch: dict[str, Tensor], stride: int = 4) -> Tensor:
    """Joints (attended heatmaps) plus the region specialists' own maps. `batch` as `SquadSampler` makes it; `absent`
    and `covered` `[N, J]`: known not to be there, known not to be seen."""
    joints, weights, absent, covered = (batch[name] for name in ("joints", "weights", "absent", "covered"))
    height, width = out["attend"].shape[2:]
    left = torch.where(absent, 0.0, torch.where(covered, LEFT, 1.0))[..., None, None]
    planes = left * gaussian_targets(joints, height, width, stride, JOINT_SIGMA) + (1 - left) / (height * width)
    unseen = torch.where(absent.all(1), NOBODY, ABSENT)[:, None]
    loss = spatial_cross_entropy(out["attend"], planes, torch.where(absent, unseen, weights))
    probability = torch.softmax(out["attend"].flatten(2), -1).view_as(out["attend"])
    loss = loss + SIMILARITY * missed_similarity(probability, joints, weights * ~covered, batch["extent"], stride)
    coarse = gaussian_targets(joints, height // 2, width // 2, stride * 2, REGION_SIGMA)
    regions, present = region_targets(coarse, weights)
    return loss + 0.2 * spatial_cross_entropy(out["region"], regions, present)


def scout_loss(out: dict[str, Tensor], target: dict[str, Tensor]) -> Tensor:
    """CenterNet's penalty-reduced focal loss (arXiv 1904.07850, eq. 1), box sides by log distance and IoU, focus by
    binary cross entropy."""
    logits, heat = out["people"][:, 0], target["heat"]
    probability = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    peak = (heat > 0.99).float()
    hit = -torch.log(probability) * (1 - probability) ** 2 * peak
    miss = -torch.log(1 - probability) * probability**2 * (1 - heat) ** 4 * (1 - peak) * target["heat_weight"]
    count = peak.sum().clamp_min(1)
    loss = (hit.sum() + miss.sum()) / count
    weight = target["ltrb_weight"]
    sides = 8 * torch.exp(out["people"][:, 1:].clamp(-4, 4))
    goal = target["ltrb"].clamp_min(0.5)
    inner = torch.minimum(sides, goal)
    overlap = (inner[:, 0] + inner[:, 2]) * (inner[:, 1] + inner[:, 3])
    area = (sides[:, 0] + sides[:, 2]) * (sides[:, 1] + sides[:, 3])
    union = area + (goal[:, 0] + goal[:, 2]) * (goal[:, 1] + goal[:, 3]) - overlap
    iou = -torch.log((overlap / union).clamp_min(1e-3))
    logs = (torch.log(sides) - torch.log(goal)).abs().sum(1)
    loss = loss + BOX * ((iou + 0.2 * logs) * weight).sum() / weight.sum().clamp_min(1)
    focus = F.binary_cross_entropy_with_logits(out["focus"][:, 0], target["focus"], reduction="none")
    return loss + 2 * (focus * target["heat_weight"]).mean()
