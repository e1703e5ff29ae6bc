# SPDX-License-Identifier: Apache-2.0
"""COCO's tolerances: what a miss of a joint costs (object keypoint similarity, https://cocodataset.org/#keypoints-eval)."""

from __future__ import annotations

import numpy as np

# Standard deviations of human labels, as shares of the root of the person's area; COCO order.
SIGMAS = np.array([26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]) / 1000
# OKS = exp(-d^2 / (2 area (2 sigma)^2))
FALL = 2 * SIGMAS
AREA_SHARE = 0.53  # mean area of a COCO person's outline as a share of its box
