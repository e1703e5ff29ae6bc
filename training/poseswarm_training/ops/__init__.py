# SPDX-License-Identifier: Apache-2.0
"""The differentiable agent layers: a PyTorch reference (any device) and compiled CPU kernels with the same results.

Message layout everywhere: float32 ``[picture][tile][y][x][16]``, the run time's own.
"""

from __future__ import annotations

from .agents import gate, head, join, layer, layer_fixed, stem, stem_fixed

__all__ = ["gate", "head", "join", "layer", "layer_fixed", "stem", "stem_fixed"]
