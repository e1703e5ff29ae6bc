# SPDX-License-Identifier: Apache-2.0
"""Muon for the agents' 16x16 matrices, AdamW for everything else.

Muon (K. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon) replaces the momentum of a matrix by the nearest
orthogonal one, so that every direction learns at the same pace. An agent's matrix is tiny, so this is nearly free: here
it reached in 15 k crops what AdamW reached in 30 k.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
GAIN = 5.0  # Muon's rate is the shared rate times this; 3 and 8 learned alike
BETAS = (0.9, 0.99)
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan's quintic; five steps bring singular values to 0.7..1.2


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """`[n, k, k]` -> the nearest orthogonal matrices, roughly."""
    a, b, c = NEWTON_SCHULZ
    x = matrices / (matrices.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * (square @ square)) @ x
    return x


class SwarmOptimiser(torch.optim.Optimizer):
    """One rate for all. Biases and normalisations do not decay."""

    def __init__(self, module: nn.Module, rate: float, decay: float) -> None:
        groups: dict[str, list[nn.Parameter]] = {"matrix": [], "weight": [], "plain": []}
        for name, parameter in module.named_parameters():
            last = name.rsplit(".", 1)[-1]
            kind = "matrix" if last == "pw" else "plain" if last in ("gamma", "beta", "bias") else "weight"
            groups[kind].append(parameter)
        decays = {"matrix": decay, "weight": decay, "plain": 0.0}
        listed = [{"params": p, "kind": k, "weight_decay": decays[k]} for k, p in groups.items() if p]
        super().__init__(listed, {"lr": rate})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        for group in self.param_groups:
            move = self.turn if group["kind"] == "matrix" else self.adapt
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.mul_(1 - group["lr"] * group["weight_decay"])
                    move(parameter, parameter.grad, group["lr"])

    def turn(self, parameter: Tensor, grad: Tensor, rate: float) -> None:
        """Muon with Nesterov momentum."""
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        momentum = state["momentum"].mul_(MOMENTUM).add_(grad)
        parameter.add_(orthogonal(grad + MOMENTUM * momentum), alpha=-rate * GAIN)

    def adapt(self, parameter: Tensor, grad: Tensor, rate: float) -> None:
        """Adam."""
        state = self.state[parameter]
        if not state:
            state |= {"mean": torch.zeros_like(parameter), "square": torch.zeros_like(parameter), "steps": 0}
        state["steps"] += 1
        mean = state["mean"].lerp_(grad, 1 - BETAS[0])
        square = state["square"].lerp_(grad * grad, 1 - BETAS[1])
        unbiased = mean / (1 - BETAS[0] ** state["steps"])
        parameter.addcdiv_(unbiased, (square / (1 - BETAS[1] ** state["steps"])).sqrt() + 1e-8, value=-rate)
