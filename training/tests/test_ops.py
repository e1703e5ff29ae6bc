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
    b = [x.double().requires_grad_() for x in inputs]
    left, right = fast(*a), slow(*b)
    torch.testing.assert_close(left, right.float(), rtol=1e-4, atol=1e-4)
    weight = torch.randn_like(left)
    (left * weight).sum().backward()
    (right * weight).sum().backward()
    for x, y in zip(a, b, strict=True):
        assert y.grad is not None
        torch.testing.assert_close(x.grad, y.grad.float(), rtol=1e-3, atol=5e-3)


def weights_of(count: int) -> list[Tensor]:
    return [torch.randn(count, 9, 16), torch.randn(count, 16, 16), torch.randn(count, 16), torch.randn(count, 16)]


# More agents than tiles and fewer; odd sizes; lines wider than a band, and tiles smaller than a block of pixels.
LAYERS = [
    (2, 4, 2, 16, 12),
    (8, 16, 2, 15, 13),
    (8, 1, 1, 5, 3),
    (4, 4, 1, 7, 5),
    (4, 8, 1, 6, 110),
    (2, 2, 2, 1, 1),
    (4, 4, 1, 32, 24),
]


@pytest.mark.parametrize(("tiles", "count", "stride", "h", "w"), LAYERS)
def test_a_layer_of_agents_is_a_grouped_convolution_with_batch_normalisation(
    tiles: int, count: int, stride: int, h: int, w: int
) -> None:
    torch.manual_seed(1)
    reads = torch.tensor(mesh(tiles, count, 1), dtype=torch.int32)
    same(
        lambda *t: agents.layer(t[0], reads, *t[1:], stride, False)[0],
        lambda *t: reference.layer(t[0], reads, *t[1:], stride, False)[0],
        [torch.randn(3, tiles, h, w, 16), *weights_of(count)],
    )


@pytest.mark.parametrize(("tiles", "h", "w"), [(4, 6, 7), (1, 1, 1), (16, 8, 6), (2, 9, 70)])
def test_a_residual_layer_adds_what_it_read_from_its_own_place(tiles: int, h: int, w: int) -> None:
    torch.manual_seed(2)
    reads = torch.tensor(mesh(tiles, tiles, 1), dtype=torch.int32)
    same(
        lambda *t: agents.layer(t[0], reads, *t[1:], 1, True)[0],
        lambda *t: reference.layer(t[0], reads, *t[1:], 1, True)[0],
        [torch.randn(4, tiles, h, w, 16) * 2 + 1, *weights_of(tiles)],
    )


@pytest.mark.parametrize("residual", [False, True])
def test_a_batch_gives_its_statistics_and_fixed_ones_give_the_same_result(residual: bool) -> None:
    torch.manual_seed(3)
    reads = torch.tensor(mesh(4, 4, 2), dtype=torch.int32)
    x, (dw, pw, gamma, beta) = torch.randn(5, 4, 8, 9, 16), weights_of(4)
    out, mean, inverse = agents.layer(x, reads, dw, pw, gamma, beta, 1, residual)
    expected = reference.layer(x, reads, dw, pw, gamma, beta, 1, residual)
    torch.testing.assert_close(mean, expected[1], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(inverse, expected[2], rtol=1e-4, atol=1e-5)
    scale = gamma * inverse
    with torch.no_grad():
        fixed = agents.layer_fixed(x, reads, dw, pw, scale, beta - mean * scale, 1, residual)
    torch.testing.assert_close(fixed, out, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("h", "w"), [(17, 14), (16, 40), (1, 1)])
def test_a_stem_is_a_convolution_of_pixels(h: int, w: int) -> None:
    torch.manual_seed(4)
    pixels = torch.randint(0, 256, (3, h, w, 3), dtype=torch.uint8)
    inputs = [torch.randn(2, 27, 16), torch.randn(2, 16), torch.randn(2, 16)]
    same(lambda *t: agents.stem(pixels, *t)[0], lambda *t: reference.stem(pixels, *t)[0], inputs)
    with torch.no_grad():
        torch.testing.assert_close(
            agents.stem_fixed(pixels, *inputs), reference.stem_fixed(pixels, *inputs), rtol=1e-4, atol=1e-4
        )


@pytest.mark.parametrize(("h", "w"), [(6, 10), (5, 10), (5, 9)])
def test_a_join_adds_upsampled_neighbours(h: int, w: int) -> None:
    adds = torch.tensor([[0, 1], [2, 3], [1, 2]], dtype=torch.int32)
    same(
        lambda d, s: agents.join(d, s, adds),
        lambda d, s: reference.join(d, s, adds),
        [torch.randn(4, 4, 3, 5, 16), torch.randn(4, 3, h, w, 16)],
    )


@pytest.mark.parametrize(("tiles", "heads", "h", "w"), [(4, 17, 5, 7), (8, 8, 4, 6), (1, 1, 1, 1), (2, 37, 3, 3)])
def test_heads_read_every_channel(tiles: int, heads: int, h: int, w: int) -> None:
    torch.manual_seed(5)
    inputs = [torch.randn(3, tiles, h, w, 16), torch.randn(heads, tiles * 16), torch.randn(heads)]
    same(agents.head, reference.head, inputs)


@pytest.mark.parametrize(("tiles", "h", "w"), [(4, 6, 7), (16, 8, 6), (4, 1, 1)])
def test_a_gate_scales_each_channel_by_what_the_whole_picture_shows(tiles: int, h: int, w: int) -> None:
    torch.manual_seed(4)
    reads = torch.tensor(mesh(tiles, tiles, 1), dtype=torch.int32)
    small = [torch.randn(tiles, 16, 2) / 4, torch.randn(tiles, 2, 16) / 4, torch.randn(tiles, 16) / 4]
    same(
        lambda *t: agents.gate(t[0], reads, *t[1:]),
        lambda *t: reference.gate(t[0], reads, *t[1:]),
        [torch.randn(3, tiles, h, w, 16) + 1, *small],
    )
