# SPDX-License-Identifier: Apache-2.0
"""Losses, the training loop, and one command for each stage: squads, scouts, level 4."""
