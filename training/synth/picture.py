# SPDX-License-Identifier: Apache-2.0
"""What a renderer gives; apart from it, so that what only reads pictures needs no OpenGL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Picture:
    rgb: NDArray[np.uint8]
    """[height, width, 3]; in front of a photo: what covers it, on black."""
    ids: NDArray[np.int32]
    """[height, width]: 0 nothing, 1.. the people in the scene's order, -1 a box."""
    depth: NDArray[np.float32]
    """[height, width] metres along the viewing axis, infinity where neither person nor box is."""
    cover: NDArray[np.float32]
    """[height, width] 0 to 1: how much of a photo behind the scene is hidden (shadows on the ground included)."""
