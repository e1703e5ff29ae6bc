# SPDX-License-Identifier: Apache-2.0
"""A program of the swarm graph (one squad, or the scouts) as a PyTorch module."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .. import ops
from ..ops.reference import EPS
from .graph import Layer, Program, tiles

MOMENTUM = 0.02


class Norm(nn.Module):
    """Batch normalisation of `[N, n, h, w, 16]` messages; folded into the agents at export."""

    def __init__(self, agents: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(agents, 16))
        self.beta = nn.Parameter(torch.zeros(agents, 16))
        self.register_buffer("mean", torch.zeros(agents, 16))
        self.register_buffer("var", torch.ones(agents, 16))
        self.mean: Tensor
        self.var: Tensor

    def affine(self) -> tuple[Tensor, Tensor]:
        scale = self.gamma * (self.var + EPS).rsqrt()
        return scale, self.beta - self.mean * scale

    @torch.no_grad()
    def observe(self, mean: Tensor, inverse: Tensor) -> None:
        """Moves the running statistics towards those of a batch."""
        self.mean.lerp_(mean, MOMENTUM)
        self.var.lerp_(inverse.pow(-2) - EPS, MOMENTUM)


class Stem(nn.Module):
    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(layer["agents"], 27, 16) * (2 / 27) ** 0.5)
        self.norm = Norm(layer["agents"])

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return ops.stem_fixed(x, self.weight, *self.norm.affine())
        out, mean, inverse = ops.stem(x, self.weight, self.norm.gamma, self.norm.beta)
        self.norm.observe(mean, inverse)
        return out


class Gate(nn.Module):
    """How loud each channel of an agent is, by what the whole picture shows; says 1 before it is trained."""

    def __init__(self, agents: int) -> None:
        super().__init__()
        self.squeeze = nn.Parameter(torch.randn(agents, 16, 2) * (1 / 16) ** 0.5)
        self.excite = nn.Parameter(torch.zeros(agents, 2, 16))
        self.bias = nn.Parameter(torch.zeros(agents, 16))

    def forward(self, x: Tensor, reads: Tensor) -> Tensor:
        return ops.gate(x, reads, self.squeeze, self.excite, self.bias)


class Mix(nn.Module):
    """A layer of perception agents with residual and ReLU.

    `drop` is the chance that an agent of a residual layer is silent for a batch: its tile is then the residual alone.
    """

    def __init__(self, layer: Layer, drop: float = 0.0) -> None:
        super().__init__()
        agents = layer["agents"]
        self.stride, self.residual, self.drop = layer["stride"], layer["residual"], drop
        self.dw = nn.Parameter(torch.randn(agents, 9, 16) * (1 / 9) ** 0.5)
        self.pw = nn.Parameter(torch.randn(agents, 16, 16) * (2 / 16) ** 0.5)
        self.register_buffer("reads", torch.tensor(layer["reads"], dtype=torch.int32))
        self.reads: Tensor
        self.norm = Norm(agents)
        self.gate = Gate(agents) if layer.get("gate") else None

    def forward(self, x: Tensor) -> Tensor:
        out = self.spoken(x)
        return self.gate(out, self.reads) if self.gate else out

    def spoken(self, x: Tensor) -> Tensor:
        """The messages before the gate."""
        if not self.training:
            return ops.layer_fixed(x, self.reads, self.dw, self.pw, *self.norm.affine(), self.stride, self.residual)
        gamma, beta = self.norm.gamma, self.norm.beta
        if self.drop > 0 and self.residual:
            speaks = (torch.rand(gamma.shape[0], 1, device=gamma.device) >= self.drop).float()
            gamma, beta = gamma * speaks, beta * speaks
        out, mean, inverse = ops.layer(x, self.reads, self.dw, self.pw, gamma, beta, self.stride, self.residual)
        self.norm.observe(mean, inverse)
        return out


class Head(nn.Module):
    """Heads read every tile of a layer and write one plane each: `[N, T, h, w, 16]` -> `[N, heads, h, w]`."""

    def __init__(self, layer: Layer, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(layer["agents"], width * 16) * 0.02)
        self.bias = nn.Parameter(torch.zeros(layer["agents"]))

    def forward(self, x: Tensor) -> Tensor:
        return ops.head(x, self.weight, self.bias)


class Focus(nn.Module):
    """The coordinator: one 433-parameter agent that says where a closer look pays."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.mix = Mix({"agents": 1, "stride": 1, "residual": False, "reads": layer["reads"]})
        self.head = Head({"agents": 1}, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.mix(x))


class Join(nn.Module):
    """Upsample-add; no agents, no parameters."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.register_buffer("adds", torch.tensor(layer["adds"], dtype=torch.int32))
        self.adds: Tensor

    def forward(self, deep: Tensor, skip: Tensor) -> Tensor:
        return ops.join(deep, skip, self.adds)


class ProgramModule(nn.Module):
    """Runs the layers of a program up to its heads; decoding and refining live in `decode.py`."""

    def __init__(self, program: Program, drop: float = 0.0) -> None:
        super().__init__()
        self.program = program
        width = {layer["id"]: tiles(layer) for layer in program["layers"] if layer["op"] in ("stem", "mix", "join")}
        modules: dict[str, nn.Module] = {}
        for layer in program["layers"]:
            if layer["op"] == "stem":
                modules[layer["id"]] = Stem(layer)
            elif layer["op"] == "mix":
                modules[layer["id"]] = Mix(layer, drop)
            elif layer["op"] == "join":
                modules[layer["id"]] = Join(layer)
            elif layer["op"] == "head":
                modules[layer["id"]] = Head(layer, width[layer["from"]])
            elif layer["op"] == "focus":
                modules[layer["id"]] = Focus(layer)
        self.agents = nn.ModuleDict(modules)

    def forward(self, pixels: Tensor) -> dict[str, Tensor]:
        """pixels uint8 `[N, h, w, 3]` -> every layer's result by id (heads: planes of logits)."""
        out: dict[str, Tensor] = {"input": pixels}
        for layer in self.program["layers"]:
            op, source = layer["op"], out.get(layer["from"])
            if op in ("stem", "mix", "head", "focus") and source is not None:
                out[layer["id"]] = self.agents[layer["id"]](source)
            elif op == "join" and source is not None:
                out[layer["id"]] = self.agents[layer["id"]](source, out[layer["skip"]])
            elif op == "attend" and source is not None:
                regions = out[layer["regions"]][:, [r for row in layer["reads"] for r in row]]
                n, _, h, w = regions.shape
                summed = regions.reshape(n, len(layer["reads"]), -1, h, w).sum(2)
                out[layer["id"]] = source + summed.repeat_interleave(2, 2).repeat_interleave(2, 3)
        return out
