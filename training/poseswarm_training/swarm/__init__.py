# SPDX-License-Identifier: Apache-2.0
"""The swarm as PyTorch modules whose agents are the same objects as at run time."""
