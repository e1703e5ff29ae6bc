# SPDX-License-Identifier: Apache-2.0
"""The agent layers in plain PyTorch: the oracle of the compiled kernels, and what runs on CUDA.

Grouped convolutions of 16 channels are slow everywhere (cuDNN runs a kernel a group, or copies between layouts), so a
layer is nine shifted multiply-adds, which `torch.compile` fuses into one kernel, and one batched matrix product.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

CHANNELS = 16
EPS = 1e-5


def mix(x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, stride: int) -> Tensor:
    """Depthwise 3x3 then pointwise 16x16 of every agent.

    x ``[N, T, h, w, 16]``, reads int ``[n, 4]`` (quads of the source layer), dw ``[n, 9, 16]`` (tap-major),
    pw ``[n, 16 in, 16 out]`` -> ``[N, n, ho, wo, 16]``.
    """
    pictures, tiles, height, width, _ = x.shape
    agents = dw.shape[0]
    high, wide = (height + stride - 1) // stride, (width + stride - 1) // stride
    quads = x.reshape(pictures, tiles, height, width, 4, 4).permute(0, 1, 4, 2, 3, 5).flatten(1, 2)
    seen = quads[:, reads.flatten().long()].reshape(pictures, agents, 4, height, width, 4)
    seen = F.pad(seen.permute(0, 1, 3, 4, 2, 5).flatten(4), (0, 0, 1, 1, 1, 1))
    filtered = torch.zeros((), dtype=x.dtype, device=x.device)
    for tap in range(9):
        top, left = divmod(tap, 3)
        shifted = seen[:, :, top : top + stride * high : stride, left : left + stride * wide : stride]
        filtered = filtered + shifted * dw[:, tap, None, None]
    return torch.matmul(filtered.flatten(2, 3), pw).reshape(pictures, agents, high, wide, CHANNELS)


def convolve(x: Tensor, weights: Tensor) -> Tensor:
    """x `[N, h, w, 3]` of 0..255, weights `[n, 27, 16]` (ky, kx, rgb) -> `[N, n, h/2, w/2, 16]`; x uint8 or float32."""
    agents = weights.shape[0]
    planes = x.permute(0, 3, 1, 2).to(weights.dtype) / 255
    kernel = weights.reshape(agents, 3, 3, 3, CHANNELS).permute(0, 4, 3, 1, 2).reshape(agents * CHANNELS, 3, 3, 3)
    planes = F.conv2d(planes, kernel, stride=2, padding=1)
    pictures, _, high, wide = planes.shape
    return planes.reshape(pictures, agents, CHANNELS, high, wide).permute(0, 1, 3, 4, 2).contiguous()


def norm_relu(y: Tensor, gamma: Tensor, beta: Tensor, residual: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Batch statistics over pictures and pixels, residual, ReLU -> result, mean, inverse deviation (``[n, 16]``).

    In the precision of gamma, also where autocast made y half as precise.
    """
    y = y.to(gamma.dtype)
    mean = y.mean(dim=(0, 2, 3))
    inverse = (y.var(dim=(0, 2, 3), unbiased=False) + EPS).rsqrt()
    return affine_relu(y, gamma * inverse, beta - mean * gamma * inverse, residual), mean, inverse


def affine_relu(y: Tensor, scale: Tensor, shift: Tensor, residual: Tensor | None) -> Tensor:
    """The normalisation with fixed statistics."""
    out = y * scale[None, :, None, None] + shift[None, :, None, None]
    return F.relu(out if residual is None else out + residual)


def layer(
    x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, gamma: Tensor, beta: Tensor, stride: int, residual: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """A layer of agents in training: `mix`, normalised by this batch -> result, mean, inverse deviation."""
    return norm_relu(mix(x, reads, dw, pw, stride), gamma, beta, x if residual else None)


def layer_fixed(
    x: Tensor, reads: Tensor, dw: Tensor, pw: Tensor, scale: Tensor, shift: Tensor, stride: int, residual: bool
) -> Tensor:
    """The layer with fixed statistics: what the exported agents compute."""
    return affine_relu(mix(x, reads, dw, pw, stride), scale, shift, x if residual else None)


def gates(means: Tensor, reads: Tensor, squeeze: Tensor, excite: Tensor, bias: Tensor) -> Tensor:
    """How much of each channel passes, by what the whole picture shows (squeeze and excite, arXiv 1709.01507, with two
    numbers between and a clamp instead of the sigmoid).

    means ``[N, n, 16]`` of the layer's own messages, of which each agent reads the four quads of its mesh; squeeze
    ``[n, 16, 2]``, excite ``[n, 2, 16]``, bias ``[n, 16]`` -> ``[N, n, 16]`` of 0..2, 1 where all three are 0.
    """
    pictures, agents, _ = means.shape
    quads = means.reshape(pictures, agents * 4, 4)[:, reads.flatten().long()].reshape(pictures, agents, CHANNELS)
    hidden = torch.einsum("pni,nik->pnk", quads, squeeze)
    return (1 + torch.einsum("pnk,nko->pno", hidden, excite) + bias).clamp(0, 2)


def gate(x: Tensor, reads: Tensor, squeeze: Tensor, excite: Tensor, bias: Tensor) -> Tensor:
    """The messages of a layer ``[N, n, h, w, 16]``, each channel times its gate."""
    return x * gates(x.mean((2, 3)), reads, squeeze, excite, bias)[:, :, None, None]


def stem(x: Tensor, weights: Tensor, gamma: Tensor, beta: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The first layer in training: `convolve`, normalised by this batch -> result, mean, inverse deviation."""
    return norm_relu(convolve(x, weights), gamma, beta, None)


def stem_fixed(x: Tensor, weights: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """The first layer with fixed statistics."""
    return affine_relu(convolve(x, weights), scale, shift, None)


def join(deep: Tensor, skip: Tensor, adds: Tensor) -> Tensor:
    """Upsample-add: tile t = skip tile t + nearest x2 of the deep tiles `adds[t]` (int ``[T, per]``).

    Where the skip has an odd side, the last copy falls away.
    """
    tiles, per = adds.shape
    summed = deep[:, adds.flatten().long()].reshape(deep.shape[0], tiles, per, *deep.shape[2:]).sum(2)
    height, wide = skip.shape[2:4]
    return skip + summed.repeat_interleave(2, 2)[:, :, :height].repeat_interleave(2, 3)[:, :, :, :wide]


def head(x: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    """Each head reads all channels of a layer.

    x ``[N, T, h, w, 16]``, weights ``[heads, T * 16]``, bias ``[heads]`` -> planes ``[N, heads, h, w]``.
    """
    pictures, tiles, height, wide, _ = x.shape
    rows = x.permute(0, 2, 3, 1, 4).reshape(pictures, height * wide, tiles * CHANNELS)
    return F.linear(rows, weights, bias).transpose(1, 2).reshape(pictures, -1, height, wide)
