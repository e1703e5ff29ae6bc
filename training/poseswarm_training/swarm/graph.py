# SPDX-License-Identifier: Apache-2.0
"""The swarm graph: which agents exist, in which layers, and who reads whose messages.

These dictionaries are what the weights file carries in its metadata; `model.py` turns them into PyTorch modules and the
run time into kernel calls, so both sides run the same wiring.
"""

from __future__ import annotations

from typing import Any

Layer = dict[str, Any]
Program = dict[str, Any]

KEYPOINTS = [
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
]
MIRROR = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]
REGIONS = ["upper_body", "lower_body", "left_arm", "right_arm", "left_leg", "right_leg", "torso", "head"]
# The two regions whose attention each joint gets; the seed's eight region specialists.
JOINT_REGIONS = [
    *[[7, 0]] * 5,
    [6, 2],
    [6, 3],
    [2, 0],
    [3, 0],
    [2, 0],
    [3, 0],
    [6, 4],
    [6, 5],
    [4, 1],
    [5, 1],
    [4, 1],
    [5, 1],
]
SCOUT_HEADS = ["center", "left", "top", "right", "bottom"]
FACE_AND_SHOULDERS = list(range(7))
# Two squads see the whole person, one the body without the head. They find the head for the fourth, which looks at it
# from near: faces are where pixels are missing (docs/accuracy.md). A view with `joints` is placed by these joints, as
# the others see them, and its squad speaks about no others. In the order in which they are asked: who looks from near
# adds the most to the first. Whoever stands fills half of a crop: it is stretched towards them.
STRETCH = 1.35
VIEWS = [
    {"scale": 1.05, "dx": 0.0, "dy": 0.0, "mirror": False, "stretch": STRETCH},
    {"scale": 1.4, "dx": 0.0, "dy": 0.0, "mirror": False, "joints": FACE_AND_SHOULDERS, "stretch": STRETCH},
    {"scale": 1.05, "dx": 0.0, "dy": 0.0, "mirror": True, "stretch": STRETCH},
    {"scale": 0.9, "dx": 0.0, "dy": 0.09, "mirror": True, "stretch": STRETCH},
]
WHOLE = [0, 2]  # squads that see the whole person: they say whether somebody is upright


def mesh(source_tiles: int, agents: int, turn: int = 0) -> list[list[int]]:
    """Channel shuffle by quads: agent a reads four quads of four different neighbours.

    `turn` rotates which agents are neighbours, so that a few layers mix every channel with every other.
    """
    quads = 4 * source_tiles
    if agents > source_tiles:
        return [[(a + turn + i * source_tiles) % quads for i in range(4)] for a in range(agents)]
    # Four bands of `source_tiles` quads; every agent reads one of each, and `turn` rotates inside the bands.
    step = source_tiles // agents
    return [[i * source_tiles + (a * step + turn * i) % source_tiles for i in range(4)] for a in range(agents)]


def stem(name: str, agents: int) -> Layer:
    return {"id": name, "op": "stem", "from": "input", "agents": agents}


def mix(name: str, source: Layer, agents: int, stride: int = 1, turn: int = 0, gate: bool = False) -> Layer:
    layer = {
        "id": name,
        "op": "mix",
        "from": source["id"],
        "agents": agents,
        "stride": stride,
        "reads": mesh(tiles(source), agents, turn),
        "residual": stride == 1 and agents == tiles(source),
    }
    return layer | {"gate": True} if gate else layer


def join(name: str, deep: Layer, skip: Layer) -> Layer:
    per = tiles(deep) // tiles(skip)
    adds = [[t * per + k for k in range(per)] for t in range(tiles(skip))]
    return {"id": name, "op": "join", "from": deep["id"], "skip": skip["id"], "adds": adds}


def head(name: str, source: Layer, role: str, names: list[str]) -> Layer:
    return {"id": name, "op": "head", "from": source["id"], "agents": len(names), "role": role, "names": names}


def tiles(layer: Layer) -> int:
    return len(layer["adds"]) if layer["op"] == "join" else int(layer["agents"])


def chain(prefix: str, source: Layer, count: int, gate: bool = False) -> list[Layer]:
    """`count` residual layers as wide as their source."""
    layers: list[Layer] = []
    for k in range(count):
        source = mix(f"{prefix}{k}", source, tiles(source), turn=k, gate=gate)
        layers.append(source)
    return layers


def squad(name: str, view: dict[str, Any], width: int = 96, height: int = 128) -> Program:
    """One squad: stride-16 trunk with skips back to stride 4, eight region specialists, 17 joint detectors."""
    s = stem("stem", 2)
    a0 = mix("a0", s, 4, stride=2)
    a = [a0, *chain("a1_", a0, 1)]
    b0 = mix("b0", a[-1], 8, stride=2)
    b = [b0, *chain("b1_", b0, 4, gate=True)]
    c0 = mix("c0", b[-1], 16, stride=2)
    c = [c0, *chain("c1_", c0, 4, gate=True)]
    d0 = join("d0", c[-1], b[-1])
    d = [d0, *chain("d1_", d0, 2, gate=True)]
    region = head("region", d[-1], "region", REGIONS)
    e0 = join("e0", d[-1], a[-1])
    e = [e0, *chain("e1_", e0, 2, gate=True)]
    joint = head("joint", e[-1], "joint", KEYPOINTS)
    attend = {"id": "attend", "op": "attend", "from": "joint", "regions": "region", "reads": JOINT_REGIONS}
    decode = {"id": "decode", "op": "decode", "from": "attend"}
    refine = {"id": "refine", "op": "refine", "from": "decode", "agents": len(KEYPOINTS), "names": KEYPOINTS}
    layers = [s, *a, *b, *c, *d, region, *e, joint, attend, decode, refine]
    return {"id": name, "kind": "squad", "input": {"width": width, "height": height}, "view": view, "layers": layers}


def scout(name: str = "scout", size: int = 208) -> Program:
    """The scouts: a whole frame (or a window of it) at 208x208 -> people at stride 8 and the coordinator's focus."""
    s = stem("stem", 1)
    a0 = mix("a0", s, 4, stride=2)
    b0 = mix("b0", a0, 8, stride=2)
    b = [b0, *chain("b1_", b0, 2, gate=True)]
    c0 = mix("c0", b[-1], 16, stride=2)
    c = [c0, *chain("c1_", c0, 2, gate=True)]
    e0 = mix("e0", c[-1], 16, stride=2)
    f0 = join("f0", e0, c[-1])
    d0 = join("d0", f0, b[-1])
    d = [d0, *chain("d1_", d0, 3, gate=True)]
    people = head("people", d[-1], "scout", SCOUT_HEADS)
    focus = {"id": "focus", "op": "focus", "from": d[-1]["id"], "agents": 1, "reads": mesh(8, 1)}
    layers = [s, a0, *b, *c, e0, f0, *d, people, focus]
    return {"id": name, "kind": "scout", "input": {"width": size, "height": size}, "layers": layers}


def macs(program: Program) -> int:
    """Multiply-adds of one run of a program."""
    size = {"input": (program["input"]["height"], program["input"]["width"])}
    width: dict[str, int] = {}
    total = 0
    for layer in program["layers"]:
        op, source = layer["op"], layer.get("from", "input")
        h, w = size[source]
        if op == "stem" or (op == "mix" and layer["stride"] == 2):
            h, w = (h + 1) // 2, (w + 1) // 2
        if op == "join":
            h, w = size[layer["skip"]]
        size[layer["id"]] = (h, w)
        width[layer["id"]] = tiles(layer) if op in ("stem", "mix", "join") else 0
        cost = {"stem": 432, "mix": 400, "focus": 416}.get(op, 0)
        if op == "head":
            cost = 16 * width[source]
        gate = 64 + 16 * h * w if layer.get("gate") else 0
        total += (h * w * cost + gate) * int(layer.get("agents", 0))
    return total
