# SPDX-License-Identifier: Apache-2.0
"""The compiled CPU kernels against the PyTorch reference, values and gradients."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from poseswarm_training.ops import agents, reference
from poseswarm_training.swarm.graph import mesh

pytestmark = pytest.mark.skipif(agents.compiled() is None, reason="no C++ compiler for the training kernels")


def same(fast: Callable[..., Tensor], slow: Callable[..., Tensor], inputs: list[Tensor]) -> None:
    torch.manual_seed(0)
    a = [x.clone().requires_grad_() for x in inputs]
    b = [x.clone().requires_grad_() for x in inputs]
    left, right = fast(*a), slow(*b)
    torch.testing.assert_close(left, right, rtol=1e-4, atol=1e-4)
    weight = torch.randn_like(left)
    (left * weight).sum().backward()
    (right * weight).sum().backward()
    for x, y in zip(a, b, strict=True):
        torch.testing.assert_close(x.grad, y.grad, rtol=1e-3, atol=5e-3)


@pytest.mark.parametrize(
    ("tiles", "count", "stride", "h", "w"), [(2, 4, 2, 16, 12), (8, 16, 2, 15, 13), (4, 4, 1, 7, 5)]
)
def test_a_layer_of_agents_is_a_grouped_convolution(tiles: int, count: int, stride: int, h: int, w: int) -> None:
    reads = torch.tensor(mesh(tiles, count, 1), dtype=torch.int32)
    same(
        lambda x, d, p: agents.mix(x, reads, d, p, stride),
        lambda x, d, p: reference.mix(x, reads, d, p, stride),
        [torch.randn(3, tiles, h, w, 16), torch.randn(count, 9, 16), torch.randn(count, 16, 16)],
    )


def test_a_stem_is_a_convolution_of_pixels() -> None:
    pixels = torch.randint(0, 256, (3, 17, 14, 3), dtype=torch.uint8)
    same(lambda w: agents.stem(pixels, w), lambda w: reference.stem(pixels, w), [torch.randn(2, 27, 16)])


def test_a_norm_is_batch_normalisation_with_residual() -> None:
    same(
        lambda y, g, b, r: agents.norm_relu(y, g, b, r)[0],
        lambda y, g, b, r: reference.norm_relu(y, g, b, r, agents.EPS)[0],
        [torch.randn(4, 3, 6, 7, 16) * 3 + 1, torch.randn(3, 16), torch.randn(3, 16), torch.randn(4, 3, 6, 7, 16)],
    )


def test_a_join_adds_upsampled_neighbours() -> None:
    adds = torch.tensor([[0, 1], [2, 3], [1, 2]], dtype=torch.int32)
    same(
        lambda d, s: agents.join(d, s, adds),
        lambda d, s: reference.join(d, s, adds),
        [torch.randn(4, 4, 3, 5, 16), torch.randn(4, 3, 6, 10, 16)],
    )
