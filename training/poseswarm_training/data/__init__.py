# SPDX-License-Identifier: Apache-2.0
"""Training data: packs decoded once, person crops for squads, whole frames for scouts."""
