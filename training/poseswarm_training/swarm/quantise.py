# SPDX-License-Identifier: Apache-2.0
"""Folds the normalisations into the agents and rounds their weights to int8: with one scale for each output channel
where an agent mixes its channels, else with one an agent. Biases become float16.

`quantised` returns the tensors for the weights file and changes the module to compute with exactly those rounded
weights, so that everything fitted behind it (refiners, level 4) and the parity test see what the run time sees.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .graph import Program
from .model import EPS, Focus, Gate, Head, Mix, Norm, ProgramModule, Stem

Tensors = dict[str, Tensor]


def rounded(weights: Tensor, dims: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """int8 weights and the float32 scale, reduced over `dims` (symmetric, 127 steps)."""
    scale = short(weights.abs().amax(dims, keepdim=True).clamp_min(1e-8) / 127)
    return torch.round(weights / scale).clamp(-127, 127).to(torch.int8), scale


def short(values: Tensor) -> Tensor:
    """float32 with 10 bits of fraction: zeros compress. Their error is a fifteenth of that of the int8 weights."""
    bits = values.contiguous().view(torch.int32)
    return ((bits + (1 << 12)) & ~((1 << 13) - 1)).view(torch.float32)


def half(values: Tensor) -> Tensor:
    """float16, whose 10 bits of fraction are as good as those of the scales; int8 biases would add half to what
    rounding costs (docs/accuracy.md)."""
    return values.detach().to(torch.float16)


def fold(norm: Norm, weights: Tensor) -> tuple[Tensor, Tensor]:
    """weights `[n, in, 16]` and bias `[n, 16]` with the normalisation folded in; the norm becomes the bias."""
    scale, shift = norm.affine()
    folded, bias = (weights * scale[:, None]).detach(), half(shift)
    norm.gamma.data.fill_(1)
    norm.beta.data.copy_(bias)
    norm.mean.zero_()
    norm.var.fill_(1 - EPS)
    return folded, bias


def quantise_stem(name: str, stem: Stem) -> Tensors:
    folded, bias = fold(stem.norm, stem.weight.data)
    integers, scale = rounded(folded, (1,))
    stem.weight.data.copy_(integers * scale)
    agents = integers.shape[0]
    return {f"{name}/w": integers.reshape(agents, 3, 3, 3, 16), f"{name}/w.scale": scale[:, 0], f"{name}/b": bias}


def quantise_mix(name: str, mix: Mix) -> Tensors:
    """Nothing lies between the two filters of an agent, so that how loud a channel is can stand in the second one: then
    one scale is enough for the taps of all channels."""
    loud = mix.dw.data.abs().amax(1, keepdim=True).clamp_min(1e-8)
    loudest = loud.amax(2, keepdim=True)
    taps, tap_scale = rounded(mix.dw.data / loud * loudest, (1, 2))
    folded, bias = fold(mix.norm, mix.pw.data * (loud / loudest).transpose(1, 2))
    integers, scale = rounded(folded, (1,))
    mix.dw.data.copy_(taps * tap_scale)
    mix.pw.data.copy_(integers * scale)
    gate = quantise_gate(name, mix.gate) if mix.gate else {}
    return {
        **gate,
        f"{name}/dw": taps,
        f"{name}/dw.scale": tap_scale[:, 0, 0],
        f"{name}/pw": integers,
        f"{name}/pw.scale": scale[:, 0],
        f"{name}/b": bias,
    }


def quantise_gate(name: str, gate: Gate) -> Tensors:
    """Rows of channels: two that squeeze; two that excite and the bias. One scale an agent."""
    squeeze, squeeze_scale = rounded(gate.squeeze.data.transpose(1, 2), (1, 2))
    excite, excite_scale = rounded(torch.cat([gate.excite.data, gate.bias.data[:, None]], 1), (1, 2))
    gate.squeeze.data.copy_((squeeze * squeeze_scale).transpose(1, 2))
    exact = excite * excite_scale
    gate.excite.data.copy_(exact[:, :2])
    gate.bias.data.copy_(exact[:, 2])
    return {
        f"{name}/squeeze": squeeze,
        f"{name}/squeeze.scale": squeeze_scale[:, 0, 0],
        f"{name}/excite": excite,
        f"{name}/excite.scale": excite_scale[:, 0, 0],
    }


def quantise_head(name: str, head: Head, weight: str = "w", bias: str = "b") -> Tensors:
    integers, scale = rounded(head.weight.data, (1,))
    head.weight.data.copy_(integers * scale)
    told = half(head.bias.data)
    head.bias.data.copy_(told)
    return {f"{name}/{weight}": integers, f"{name}/{weight}.scale": scale[:, 0], f"{name}/{bias}": told}


@torch.no_grad()
def quantised(module: ProgramModule) -> Tensors:
    """Rounds a trained program in place; returns its tensors by their names in the weights file."""
    module.eval()
    tensors: Tensors = {}
    for layer, agent in module.agents.items():
        name = f"{module.program['id']}/{layer}"
        if isinstance(agent, Stem):
            tensors |= quantise_stem(name, agent)
        elif isinstance(agent, Mix):
            tensors |= quantise_mix(name, agent)
        elif isinstance(agent, Head):
            tensors |= quantise_head(name, agent)
        elif isinstance(agent, Focus):
            tensors |= quantise_mix(name, agent.mix)
            tensors |= quantise_head(name, agent.head, "w", "wb")
    return packed(module.program, tensors)


def packed(program: Program, tensors: Tensors) -> Tensors:
    """As the weights file has them: the tensors of all mix layers one behind the other in one `<program>/<name>` each,
    for a header that names them one by one would be an eighth of the file."""
    own = [f"{program['id']}/{layer['id']}/" for layer in program["layers"] if layer["op"] == "mix"]
    rest = {name: tensor for name, tensor in tensors.items() if not name.startswith(tuple(own))}
    names = dict.fromkeys(name.rsplit("/", 1)[1] for name in tensors if name not in rest)
    together = {
        f"{program['id']}/{name}": torch.cat([tensors[at + name] for at in own if at + name in tensors])
        for name in names
    }
    return rest | together
