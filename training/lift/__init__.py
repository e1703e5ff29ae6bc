# SPDX-License-Identifier: Apache-2.0
"""Lifter agents: 2-D keypoints of a person to metres in space, learnt from motion capture; see docs/3d.md."""
