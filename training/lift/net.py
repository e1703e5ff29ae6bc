# SPDX-License-Identifier: Apache-2.0
"""The lifter: three kinds of small agents that read each other's messages, as a PyTorch module and as tensors.

Encoders read ten keypoints each, mixers seven quads of channels of seven neighbours, and a lifter for each joint reads
what all say and its own keypoint; it answers where its joint is. A person is looked at twice, once in the mirror.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from poseswarm_training.swarm.graph import KEYPOINTS, REGIONS
from poseswarm_training.swarm.quantise import Tensors, rounded

from .views import HIPS, mirrored

MIN_SCORE = 0.1
"""A keypoint below this confidence is missing."""
CHANNELS = 16
# Ten keypoints of each region's encoder: its own, and some of the trunk to relate them to.
ENCODER_JOINTS = [
    [0, 1, 5, 6, 7, 8, 9, 10, 11, 12],
    [0, 5, 6, 7, 11, 12, 13, 14, 15, 16],
    [0, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    [0, 6, 5, 8, 7, 10, 9, 12, 11, 14],
    [0, 5, 6, 7, 11, 12, 13, 14, 15, 16],
    [0, 6, 5, 8, 12, 11, 14, 13, 16, 15],
    [0, 3, 4, 5, 6, 11, 12, 13, 14, 7],
    [0, 1, 2, 3, 4, 5, 6, 11, 12, 8],
]
MIXERS = 2


def mixer_reads(layer: int, agents: int = len(REGIONS)) -> list[list[int]]:
    """Seven quads of seven different neighbours; quad q is channels 4 (q mod 4) to + 3 of agent q div 4."""
    return [[4 * ((a + i) % agents) + (a + i + layer) % 4 for i in range(7)] for a in range(agents)]


def lift_graph(mixers: int = MIXERS) -> dict[str, Any]:
    """The section `lift` of the swarm graph."""
    return {
        "height": 1.7,
        "minScore": MIN_SCORE,
        "encoders": {"names": REGIONS, "joints": ENCODER_JOINTS},
        "mixers": [{"names": REGIONS, "reads": mixer_reads(k)} for k in range(mixers)],
        "lifters": {"names": KEYPOINTS},
    }


def normalised(seen: Tensor) -> Tensor:
    """Keypoints `[n, 17, 3]` (x, y, confidence) in any unit -> about their weighted middle, size 1; missing ones 0."""
    score = torch.where(seen[..., 2] >= MIN_SCORE, seen[..., 2].clamp(0, 1), torch.zeros(()))[..., None]
    total = score.sum(1, keepdim=True).clamp_min(1e-6)
    step = seen[..., :2] - (seen[..., :2] * score).sum(1, keepdim=True) / total
    size = ((step.square().sum(-1, keepdim=True) * score).sum(1, keepdim=True) / total).sqrt().clamp_min(1e-6)
    return torch.cat([(step / size) * (score > 0), score], -1)


class Agents(nn.Module):
    """Linear agents side by side: weights `[agents, inputs, outputs]`."""

    def __init__(self, agents: int, inputs: int, outputs: int, gain: float = 2.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(agents, inputs, outputs) * (gain / inputs) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(agents, outputs))

    def forward(self, x: Tensor) -> Tensor:
        """`[n, agents, inputs]` -> `[n, agents, outputs]`."""
        return torch.einsum("nai,aio->nao", x, self.weight) + self.bias


class Lifter(nn.Module):
    def __init__(self, mixers: int = MIXERS) -> None:
        super().__init__()
        graph = lift_graph(mixers)
        regions = len(REGIONS)
        self.encoders = Agents(regions, 30, CHANNELS)
        self.mixers = nn.ModuleList(Agents(regions, 28, CHANNELS, gain=0.5) for _ in range(mixers))
        self.lifters = Agents(len(KEYPOINTS), regions * CHANNELS + 3, 3, gain=0.2)
        self.register_buffer("joints", torch.tensor(ENCODER_JOINTS), persistent=False)
        quads = [torch.tensor(layer["reads"]) for layer in graph["mixers"]]
        channels = [(4 * q[..., None] + torch.arange(4)).flatten(1) for q in quads]
        self.register_buffer("channels", torch.stack(channels), persistent=False)

    def look(self, features: Tensor) -> Tensor:
        """One look: features `[n, 17, 3]` of `normalised` -> metres `[n, 17, 3]`."""
        x = self.encoders(features[:, self.joints].flatten(2)).relu()
        for layer, channels in zip(self.mixers, self.channels, strict=True):
            x = x + layer(x.flatten(1)[:, channels]).relu()
        heard = x.flatten(1)[:, None].expand(-1, len(KEYPOINTS), -1)
        points = self.lifters(torch.cat([heard, features], -1))
        return points - points[:, HIPS].mean(1, keepdim=True)

    def forward(self, seen: Tensor) -> Tensor:
        """The mean of both looks at keypoints `[n, 17, 3]` (x, y in any unit, y down; confidence): metres, hip-centred,
        in the camera's axes (x right, y down, z away)."""
        features = normalised(seen)
        return (self.look(features) + mirrored(self.look(mirrored(features)))) / 2

    def parts(self) -> dict[str, Agents]:
        return {"encoders": self.encoders, **{f"mix{k}": m for k, m in enumerate(self.mixers)}, "lifters": self.lifters}


@torch.no_grad()
def quantised(lifter: Lifter) -> Tensors:
    """int8 weights with a scale for each output of each agent, f32 biases; the module goes on with the rounded ones."""
    tensors: Tensors = {}
    for name, agents in lifter.parts().items():
        integers, scale = rounded(agents.weight.data, (1,))
        agents.weight.data.copy_(integers * scale)
        tensors[f"lift/{name}/w"] = integers
        tensors[f"lift/{name}/w.scale"] = scale[:, 0].clone()
        tensors[f"lift/{name}/b"] = agents.bias.data.clone()
    return tensors
