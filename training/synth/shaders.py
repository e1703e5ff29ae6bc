# SPDX-License-Identifier: Apache-2.0
"""Reads the GLSL 3.30 programs of the renderer; ``#include "file"`` lines are replaced by that file."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "glsl"


def shader(name: str) -> str:
    def source(file: str) -> str:
        text = (FOLDER / file).read_text()
        return re.sub(r'^#include "(.+)"$', lambda found: source(found[1]), text, flags=re.MULTILINE)

    return "#version 330\n" + source(name)
