# SPDX-License-Identifier: Apache-2.0
"""Autograd wrappers: compiled kernels on the CPU, the PyTorch reference on every other device or without a compiler."""

from __future__ import annotations

import hashlib
import time
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from . import reference

EPS = reference.EPS
STALE_LOCK_SECONDS = 180
FLAGS = ["-O3", "-march=native", "-ffast-math", "-fno-finite-math-only", "-fopenmp"]


@cache
def compiled() -> ModuleType | None:
    """Builds the C++ kernels once (a minute, cached by PyTorch); None where no C++ compiler is found."""
    from torch.utils.cpp_extension import _get_build_directory, load, verify_ninja_availability

    folder = Path(__file__).with_name("kernels")
    # Named after its sources: a run that has one version open is never disturbed by the build of another.
    sources = b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
    name = f"poseswarm_agents_{hashlib.sha256(sources).hexdigest()[:12]}"
    lock = Path(_get_build_directory(name, False)) / "lock"
    # A build that was killed leaves its lock behind, and PyTorch waits for it for ever.
    if lock.exists() and time.time() - lock.stat().st_mtime > STALE_LOCK_SECONDS:
        lock.unlink(missing_ok=True)
    try:
        verify_ninja_availability()
        return load(name, [str(folder / "module.cpp")], extra_cflags=FLAGS, verbose=False)
    except (RuntimeError, OSError):
        return None


def _kernels(x: Tensor) -> ModuleType | None:
    return compiled() if x.device.type == "cpu" else None


class LayerFunction(torch.autograd.Function):
    """A layer of agents: depthwise 3x3, pointwise 16x16, batch normalisation, residual, ReLU."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        reads: Tensor,
        dw: Tensor,
        pw: Tensor,
        gamma: Tensor,
        beta: Tensor,
        stride: int,
        residual: bool,
        kernels: ModuleType,
    ) -> tuple[Tensor, Tensor, Tensor]:
        weights = [dw.contiguous(), pw.contiguous(), gamma.contiguous()]
        x = x.contiguous()
        out, y, mean, inverse = kernels.layer_forward(x, reads, *weights, beta.contiguous(), stride, residual, EPS)
        ctx.save_for_backward(out, y, x, reads, *weights, mean, inverse)
        ctx.options, ctx.kernels = (stride, residual), kernels
        ctx.mark_non_differentiable(mean, inverse)
        return out, mean, inverse

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        dx, *rest = ctx.kernels.layer_backward(grads[0].contiguous(), *ctx.saved_tensors, *ctx.options)
        return dx, None, *rest, None, None, None


class GateFunction(torch.autograd.Function):
    """Messages times their gates; the gates' own arithmetic is small and left to PyTorch."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, reads: Tensor, *rest: Any) -> Tensor:
        *weights, kernels = rest
        x = x.contiguous()
        means = kernels.gate_means(x)
        with torch.enable_grad():
            inputs = [t.detach().requires_grad_() for t in (means, *weights)]
            gates = reference.gates(inputs[0], reads, *inputs[1:])
        ctx.save_for_backward(x)
        ctx.inputs, ctx.gates, ctx.kernels = inputs, gates, kernels
        return kernels.gate_apply(x, gates.detach().contiguous())

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (x,) = ctx.saved_tensors
        g = grads[0].contiguous()
        dmeans, *dweights = torch.autograd.grad(ctx.gates, ctx.inputs, ctx.kernels.gate_products(g, x))
        offsets = (dmeans / (x.shape[2] * x.shape[3])).contiguous()
        dx = ctx.kernels.gate_input(g, ctx.gates.detach().contiguous(), offsets)
        return dx, None, *dweights, None


class StemFunction(torch.autograd.Function):
    """3x3 stride-2 convolution of uint8 pixels, batch normalisation, ReLU."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weights: Tensor, gamma: Tensor, beta: Tensor, kernels: ModuleType
    ) -> tuple[Tensor, Tensor, Tensor]:
        x, gamma = x.contiguous(), gamma.contiguous()
        out, y, mean, inverse = kernels.stem_forward(x, weights.contiguous(), gamma, beta.contiguous(), EPS)
        ctx.save_for_backward(out, y, x, gamma, mean, inverse)
        ctx.kernels = kernels
        ctx.mark_non_differentiable(mean, inverse)
        return out, mean, inverse

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        return None, *ctx.kernels.stem_backward(grads[0].contiguous(), *ctx.saved_tensors), None


class JoinFunction(torch.autograd.Function):
    """Upsample-add."""

    @staticmethod
    def forward(ctx: Any, deep: Tensor, skip: Tensor, adds: Tensor, kernels: ModuleType) -> Tensor:
        ctx.save_for_backward(adds)
        ctx.kernels, ctx.tiles = kernels, deep.shape[1]
        return kernels.join_forward(deep.contiguous(), skip.contiguous(), adds)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (adds,) = ctx.saved_tensors
        g = grads[0].contiguous()
        return ctx.kernels.join_backward(g, adds, ctx.tiles), g, None, None


class HeadFunction(torch.autograd.Function):
    """Planes of heads."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weights: Tensor, bias: Tensor, kernels: ModuleType) -> Tensor:
        x, weights = x.contiguous(), weights.contiguous()
        ctx.save_for_backward(x, weights)
        ctx.kernels = kernels
        return kernels.head_forward(x, weights, bias)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        return *ctx.kernels.head_backward(grads[0].contiguous(), *ctx.saved_tensors), None


def layer(
    x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, gamma: Tensor, beta: Tensor, stride: int, residual: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """See `reference.layer`."""
    kernels = _kernels(x)
    if kernels is None:
        return reference.layer(x, reads, dw, pw, gamma, beta, stride, residual)
    return LayerFunction.apply(x, reads, dw, pw, gamma, beta, stride, residual, kernels)


def layer_fixed(
    x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, scale: Tensor, shift: Tensor, stride: int, residual: bool
) -> Tensor:
    """See `reference.layer_fixed`."""
    kernels = _kernels(x)
    if kernels is None or torch.is_grad_enabled():
        return reference.layer_fixed(x, reads, dw, pw, scale, shift, stride, residual)
    tensors = [t.contiguous() for t in (x, reads, dw, pw, scale, shift)]
    return kernels.layer_fixed(*tensors, stride, residual)


def gate(x: Tensor, reads: Tensor, squeeze: Tensor, excite: Tensor, bias: Tensor) -> Tensor:
    """See `reference.gate`."""
    kernels = _kernels(x)
    if kernels is None:
        return reference.gate(x, reads, squeeze, excite, bias)
    return GateFunction.apply(x, reads, squeeze, excite, bias, kernels)


def stem(x: Tensor, weights: Tensor, gamma: Tensor, beta: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """See `reference.stem`."""
    kernels = _kernels(x)
    if kernels is None or x.dtype != torch.uint8:
        return reference.stem(x, weights, gamma, beta)
    return StemFunction.apply(x, weights, gamma, beta, kernels)


def stem_fixed(x: Tensor, weights: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """See `reference.stem_fixed`."""
    kernels = _kernels(x)
    if kernels is None or x.dtype != torch.uint8 or torch.is_grad_enabled():
        return reference.stem_fixed(x, weights, scale, shift)
    return kernels.stem_fixed(x.contiguous(), weights.contiguous(), scale.contiguous(), shift.contiguous())


def join(deep: Tensor, skip: Tensor, adds: Tensor) -> Tensor:
    """See `reference.join`."""
    kernels = _kernels(deep)
    return reference.join(deep, skip, adds) if kernels is None else JoinFunction.apply(deep, skip, adds, kernels)


def head(x: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    """See `reference.head`."""
    kernels = _kernels(x)
    return reference.head(x, weights, bias) if kernels is None else HeadFunction.apply(x, weights, bias, kernels)
