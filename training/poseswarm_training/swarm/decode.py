# SPDX-License-Identifier: Apache-2.0
"""From planes of logits to votes: the twin of the run time's decode and refine kernels."""

from __future__ import annotations

import torch
from torch import Tensor

WINDOW = 5
RECORD = 36


def decode(logits: Tensor) -> Tensor:
    """logits `[N, J, h, w]` -> records `[N, J, 36]`: x, y (cells), mass, peak, then the 32 inputs of the refiner
    (5x5 window / mass, offset x, y of the mean from the peak cell, mass, peak, x/w, y/h, 1)."""
    pictures, joints, height, width = logits.shape
    probability = torch.softmax(logits.flatten(2), dim=-1).reshape(pictures, joints, height, width)
    peak, cell = probability.flatten(2).max(-1)
    peak_y, peak_x = cell // width, cell % width
    reach = WINDOW // 2
    padded = torch.nn.functional.pad(probability, (reach, reach, reach, reach))
    offset = torch.arange(WINDOW, device=logits.device)
    rows = (peak_y[..., None] + offset)[..., :, None]
    columns = (peak_x[..., None] + offset)[..., None, :]
    flat = (rows * (width + 2 * reach) + columns).flatten(2)
    window = padded.flatten(2).gather(-1, flat)
    mass = window.sum(-1).clamp_min(1e-12)
    share = window / mass[..., None]
    step = offset.to(logits.dtype) - reach
    dx = (share.reshape(pictures, joints, WINDOW, WINDOW).sum(2) * step).sum(-1)
    dy = (share.reshape(pictures, joints, WINDOW, WINDOW).sum(3) * step).sum(-1)
    x, y = peak_x + 0.5 + dx, peak_y + 0.5 + dy
    head = torch.stack([x, y, mass, peak], -1)
    tail = torch.stack([dx, dy, mass, peak, x / width, y / height, torch.ones_like(x)], -1)
    return torch.cat([head, share, tail], -1)


def refine(records: Tensor, weights: Tensor) -> Tensor:
    """Moves x and y of records `[N, J, 36]` by each joint's refiner (weights `[J, 64]`), at most one cell."""
    inputs = records[..., 4:]
    move = torch.stack([(inputs * weights[:, :32]).sum(-1), (inputs * weights[:, 32:]).sum(-1)], -1).clamp(-1, 1)
    return torch.cat([records[..., :2] + move, records[..., 2:]], -1)
