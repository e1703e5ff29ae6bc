# SPDX-License-Identifier: Apache-2.0
"""Temporal validators: is a joint where it can have moved to since the frame before?"""
