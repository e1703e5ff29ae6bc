# SPDX-License-Identifier: Apache-2.0
"""The scouts' first look at a whole picture in numpy: the twin of `proposePeople`, without the closer windows."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from .crop import resample
from .model import ProgramModule

Floats = NDArray[np.float64]
STRIDE = 8


@torch.no_grad()
def propose(scout: ProgramModule, picture: NDArray[np.uint8], threshold: float) -> tuple[Floats, Floats]:
    """picture uint8 `(H, W, 3)` -> boxes x, y, w, h `(n, 4)` in picture px, and their probabilities `(n,)`."""
    size = int(scout.program["input"]["width"])
    height, width = picture.shape[:2]
    side = max(height, width)
    corner = np.array([(width - side) / 2, (height - side) / 2])
    frame = resample(picture, np.array([*corner, *(corner + side)]), size, size, False)
    planes = scout(torch.from_numpy(frame[None]))["people"][0]
    heat = torch.sigmoid(planes[0])
    peak = heat == torch.nn.functional.max_pool2d(heat[None], 3, 1, 1)[0]
    rows, columns = (index.numpy() for index in torch.nonzero((heat > threshold) & peak, as_tuple=True))
    left, top, right, bottom = (STRIDE * planes[1:, rows, columns].double().exp().numpy()).reshape(4, -1)
    x, y = (columns + 0.5) * STRIDE, (rows + 0.5) * STRIDE
    boxes = np.stack([x - left, y - top, left + right, top + bottom], 1) * side / size
    boxes[:, :2] += corner
    return boxes, heat[rows, columns].double().numpy()
