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
            parameters = [p for p in group["params"] if p.grad is not None]
            if parameters:
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                move = self.turn if group["kind"] == "matrix" else self.adapt
                move(parameters, [p.grad for p in parameters], group["lr"])

    def states(self, parameters: list[Tensor], *names: str) -> list[list[Tensor]]:
        """The tensors of these names that belong to each parameter, zero at first."""
        for parameter in parameters:
            for name in names:
                if name not in self.state[parameter]:
                    self.state[parameter][name] = torch.zeros_like(parameter)
        return [[self.state[p][name] for p in parameters] for name in names]

    def turn(self, parameters: list[Tensor], grads: list[Tensor], rate: float) -> None:
        """Muon with Nesterov momentum, on the matrices of all layers at once."""
        (momenta,) = self.states(parameters, "momentum")
        torch._foreach_mul_(momenta, MOMENTUM)
        torch._foreach_add_(momenta, grads)
        moves = orthogonal(torch.cat(grads) + MOMENTUM * torch.cat(momenta))
        torch._foreach_add_(parameters, list(moves.split([len(p) for p in parameters])), alpha=-rate * GAIN)

    def adapt(self, parameters: list[Tensor], grads: list[Tensor], rate: float) -> None:
        """Adam."""
        means, squares = self.states(parameters, "mean", "square")
        for parameter in parameters:
            self.state[parameter]["steps"] = self.state[parameter].get("steps", 0) + 1
        steps = [self.state[p]["steps"] for p in parameters]
        torch._foreach_lerp_(means, grads, 1 - BETAS[0])
        torch._foreach_mul_(squares, BETAS[1])
        torch._foreach_addcmul_(squares, grads, grads, 1 - BETAS[1])
        roots = torch._foreach_div(squares, [1 - BETAS[1] ** k for k in steps])
        torch._foreach_sqrt_(roots)
        torch._foreach_add_(roots, 1e-8)
        torch._foreach_addcdiv_(parameters, means, roots, [-rate / (1 - BETAS[0] ** k) for k in steps])
