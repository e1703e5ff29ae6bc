# SPDX-License-Identifier: Apache-2.0
"""Autograd wrappers: compiled kernels on the CPU, the PyTorch reference on every other device or without a compiler."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from . import reference

EPS = 1e-5
STALE_LOCK_SECONDS = 180


@cache
def compiled() -> ModuleType | None:
    """Builds the C++ kernels once (30 s, cached by PyTorch); None where no C++ compiler is found."""
    from torch.utils.cpp_extension import _get_build_directory, load, verify_ninja_availability

    name = "poseswarm_agents"
    lock = Path(_get_build_directory(name, False)) / "lock"
    # A build that was killed leaves its lock behind, and PyTorch waits for it for ever.
    if lock.exists() and time.time() - lock.stat().st_mtime > STALE_LOCK_SECONDS:
        lock.unlink(missing_ok=True)
    try:
        verify_ninja_availability()
        source = Path(__file__).with_name("agents.cpp")
        flags = ["-O3", "-march=native", "-ffast-math", "-fno-finite-math-only", "-fopenmp"]
        return load(name, [str(source)], extra_cflags=flags, verbose=False)
    except (RuntimeError, OSError):
        return None


def _kernels(x: Tensor) -> ModuleType | None:
    return compiled() if x.device.type == "cpu" else None


class MixFunction(torch.autograd.Function):
    """Depthwise 3x3 + pointwise 16x16 of a layer of agents."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, stride: int, kernels: ModuleType) -> Tensor:
        ctx.save_for_backward(x, reads, dw, pw)
        ctx.stride, ctx.kernels = stride, kernels
        return kernels.mix_forward(x.contiguous(), reads, dw.contiguous(), pw.contiguous(), stride)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        x, reads, dw, pw = ctx.saved_tensors
        result = ctx.kernels.mix_backward(
            grads[0].contiguous(), x.contiguous(), reads, dw.contiguous(), pw.contiguous(), ctx.stride
        )
        return result[0], None, result[1], result[2], None, None


class StemFunction(torch.autograd.Function):
    """3x3 stride-2 convolution of uint8 pixels."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weights: Tensor, kernels: ModuleType) -> Tensor:
        ctx.save_for_backward(x)
        ctx.kernels = kernels
        return kernels.stem_forward(x.contiguous(), weights.contiguous())

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (x,) = ctx.saved_tensors
        return None, ctx.kernels.stem_backward(grads[0].contiguous(), x.contiguous()), None


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


class NormFunction(torch.autograd.Function):
    """Batch normalisation + residual + ReLU."""

    @staticmethod
    def forward(ctx: Any, y: Tensor, gamma: Tensor, beta: Tensor, residual: Tensor | None, kernels: ModuleType) -> Any:
        rest = y.new_empty(0) if residual is None else residual.contiguous()
        out, mean, inverse = kernels.norm_forward(y, gamma.contiguous(), beta.contiguous(), rest, EPS)
        ctx.save_for_backward(out, y, gamma, mean, inverse)
        ctx.kernels, ctx.has_residual = kernels, residual is not None
        ctx.mark_non_differentiable(mean, inverse)
        return out, mean, inverse

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        out, y, gamma, mean, inverse = ctx.saved_tensors
        dy, dgamma, dbeta, rest = ctx.kernels.norm_backward(
            grads[0].contiguous(), out, y, gamma.contiguous(), mean, inverse
        )
        return dy, dgamma, dbeta, rest if ctx.has_residual else None, None


def mix(x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, stride: int) -> Tensor:
    """See `reference.mix`."""
    kernels = _kernels(x)
    if kernels is None:
        return reference.mix(x, reads, dw, pw, stride)
    return MixFunction.apply(x, reads, dw, pw, stride, kernels)


def stem(x: Tensor, weights: Tensor) -> Tensor:
    """See `reference.stem`."""
    kernels = _kernels(x)
    if kernels is None or x.dtype != torch.uint8:
        return reference.stem(x, weights)
    return StemFunction.apply(x, weights, kernels)


def join(deep: Tensor, skip: Tensor, adds: Tensor) -> Tensor:
    """See `reference.join`."""
    kernels = _kernels(deep)
    return reference.join(deep, skip, adds) if kernels is None else JoinFunction.apply(deep, skip, adds, kernels)


def norm_relu(y: Tensor, gamma: Tensor, beta: Tensor, residual: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """See `reference.norm_relu`."""
    kernels = _kernels(y)
    if kernels is None:
        return reference.norm_relu(y, gamma, beta, residual, EPS)
    return NormFunction.apply(y, gamma, beta, residual, kernels)
