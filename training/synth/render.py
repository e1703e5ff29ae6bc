# SPDX-License-Identifier: Apache-2.0
"""Draws a scene with OpenGL (moderngl over EGL: Mesa on a CPU, or a GPU): picture, person numbers, depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from .archive import Archive, Floats
from .people import ANY, Body, Garment, eye_centres, triangles_of
from .scene import Box, Scene, box_mesh
from .shaders import shader
from .skin import normals, smoothed

PLACES = ("room", "park", "street", "hall")
PATTERNS = ("plain", "stripes", "checks", "block")
SKIN, CLOTH, HAIR, EYE, THING = range(5)
SHADOW_SIZE = 2048
SUPERSAMPLE = 2


@dataclass(frozen=True)
class Picture:
    rgb: NDArray[np.uint8]
    """[height, width, 3]"""
    ids: NDArray[np.int32]
    """[height, width]: 0 nothing, 1.. the people in the scene's order, -1 a box."""
    depth: NDArray[np.float32]
    """[height, width] metres along the viewing axis, infinity where neither person nor box is."""


@dataclass(frozen=True)
class _Layer:
    vertices: NDArray[np.float32]
    material: int
    base: tuple[float, float, float]
    id: float
    garment: Garment | None = None
    bias: float = 0.0
    inflate: float = 0.0
    scalp_min: float = -99.0
    eye: tuple[float, float, float] = (0.0, 0.0, 0.0)
    hair: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Renderer:
    """Holds the OpenGL context; use it as a context manager."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.gl = moderngl.create_context(standalone=True, backend="egl")
        self.colour_program = self.gl.program(shader("person.vert"), shader("person.frag"))
        self.id_program = self.gl.program(shader("person.vert"), shader("id.frag"))
        self.shadow_program = self.gl.program(shader("person.vert"), shader("shadow.frag"))
        self.place_program = self.gl.program(shader("place.vert"), shader("place.frag"))

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.gl.release()

    def draw(self, scene: Scene) -> Picture:
        layers = list(self._layers(scene))
        buffers = [self.gl.buffer(layer.vertices.tobytes()) for layer in layers]
        light_matrix = _light_matrix(scene)
        depth_map = self.gl.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        depth_map.repeat_x = depth_map.repeat_y = False
        depth_map.compare_func = ""
        shadow = self.gl.framebuffer(depth_attachment=depth_map)
        shadow.use()
        shadow.clear()
        self.gl.enable(moderngl.DEPTH_TEST)
        self._draw_layers(self.shadow_program, layers, buffers, {"clip": light_matrix})

        camera = scene.camera
        size = (camera.width * SUPERSAMPLE, camera.height * SUPERSAMPLE)
        clip = camera.matrix()
        target = self.gl.simple_framebuffer(size, components=3)
        target.use()
        target.clear()
        depth_map.use(0)
        common = {
            "clip": clip,
            "eye": camera.eye,
            "light": scene.place.light,
            "sun": scene.place.sun,
            "ambient": scene.place.ambient,
            "place": PLACES.index(scene.place.kind),
            "light_matrix": light_matrix,
            "shadow_map": 0,
        }
        self._draw_place(scene, common)
        self._draw_layers(self.colour_program, layers, buffers, common)
        large = np.frombuffer(target.read(components=3), dtype=np.uint8).reshape(size[1], size[0], 3)[::-1]
        rgb = large.reshape(camera.height, SUPERSAMPLE, camera.width, SUPERSAMPLE, 3).mean(axis=(1, 3))

        answers = self.gl.texture((camera.width, camera.height), 2, dtype="f4")
        numbers = self.gl.framebuffer([answers], self.gl.depth_renderbuffer((camera.width, camera.height)))
        numbers.use()
        numbers.clear()
        forward = -camera.rotation()[2]
        self._draw_layers(self.id_program, layers, buffers, {"clip": clip, "eye": camera.eye, "forward": forward})
        pairs = np.frombuffer(answers.read(), dtype=np.float32).reshape(camera.height, camera.width, 2)[::-1]
        ids = np.round(pairs[:, :, 0]).astype(np.int32)
        depth = np.where(ids == 0, np.float32(np.inf), pairs[:, :, 1]).astype(np.float32)
        for resource in (*buffers, depth_map, shadow, target, answers, numbers):
            resource.release()
        return Picture(np.round(rgb).astype(np.uint8), ids, depth)

    def _layers(self, scene: Scene) -> Iterator[_Layer]:
        for number, body in enumerate(scene.people, start=1):
            look = body.person.look
            yield _Layer(self._mesh(body, "body"), SKIN, look.skin, number, hair=look.hair)
            for name, centre in eye_centres(self.archive, body.rest).items():
                x, y, z = (float(c) for c in centre)
                yield _Layer(self._mesh(body, name), EYE, look.eyes, number, eye=(x, y, z))
            for depth, garment in enumerate(look.clothes, start=1):
                mesh = self._mesh(body, garment.surface, garment.loose)
                bias = 0.008 + 0.006 * depth
                yield _Layer(mesh, CLOTH, garment.colour, number, garment, bias, garment.inflate)
            if look.hair_style == "long":
                mesh = self._mesh(body, "helper-hair")
                yield _Layer(mesh, HAIR, look.hair, number, inflate=0.002, bias=0.004, scalp_min=0.0)
            if look.hair_style in ("short", "long"):
                mesh = self._mesh(body, "body")
                yield _Layer(mesh, HAIR, look.hair, number, bias=0.004, inflate=0.009, scalp_min=0.0)
        for box in scene.boxes:
            yield _Layer(_box_vertices(box), THING, box.colour, -1)

    def _mesh(self, body: Body, surface: str, loose: int = 0) -> NDArray[np.float32]:
        """[corners, 17]: position, normal, region, face, rest."""
        triangles = triangles_of(self.archive, surface)
        corners = triangles.reshape(-1)
        posed, facing, region, rest = body.posed, body.normals, body.region, body.rest
        if loose:
            # What is cut and printed by position must move with the cloth, or hems and stripes become wavy.
            posed, rest = smoothed(posed, triangles, loose), smoothed(rest, triangles, loose)
            facing = normals(posed, triangles)
            region = np.column_stack([region[:, :2], smoothed(region[:, 2:3], triangles, loose), region[:, 3]])
        parts = (posed, facing, region, body.face, rest)
        return np.concatenate([part[corners] for part in parts], axis=1).astype(np.float32)

    def _draw_layers(
        self,
        program: moderngl.Program,
        layers: list[_Layer],
        buffers: list[moderngl.Buffer],
        common: dict[str, object],
    ) -> None:
        _set(program, **common)
        for layer, buffer in zip(layers, buffers, strict=True):
            garment = layer.garment
            _set(
                program,
                id=layer.id,
                material=layer.material,
                base=layer.base,
                second=(garment.second or garment.colour) if garment else layer.base,
                pattern=PATTERNS.index(garment.pattern) if garment else 0,
                hair=layer.hair,
                brows=0.85,
                eye_centre=layer.eye,
                inflate=layer.inflate,
                bias=layer.bias,
                sleeve_max=garment.sleeve if garment else 9.0,
                leg_range=garment.leg if garment else ANY,
                trunk_range=garment.trunk if garment else ANY,
                neck=garment.neck if garment else 0.0,
                scalp_min=layer.scalp_min,
            )
            names = [("position", "3f"), ("normal", "3f"), ("region", "4f"), ("face", "4f"), ("rest", "3f")]
            layout = " ".join(kind if name in program else f"{int(kind[0]) * 4}x" for name, kind in names)
            used = [name for name, _ in names if name in program]
            self.gl.vertex_array(program, [(buffer, layout, *used)]).render()

    def _draw_place(self, scene: Scene, common: dict[str, object]) -> None:
        clip = scene.camera.matrix()
        blobs = np.zeros((32, 3), dtype=np.float32)
        spots = [spot for body in scene.people for spot in _contacts(self.archive, body)]
        spots += [
            (box.at[0], box.at[2], 0.45 * max(box.size[0], box.size[2])) for box in scene.boxes if box.at[1] < 0.3
        ]
        spots = spots[: len(blobs)]
        if spots:
            blobs[: len(spots)] = spots
        place = scene.place
        _set(self.place_program, **common)
        _set(
            self.place_program,
            unclip=np.linalg.inv(clip),
            ground=place.ground,
            wall=place.wall,
            wall_z=place.wall_z,
            seed=place.seed,
            blobs=blobs,
            blob_count=len(spots),
        )
        corners = self.gl.buffer(np.array([[-1, -1], [3, -1], [-1, 3]], dtype=np.float32).tobytes())
        self.gl.vertex_array(self.place_program, [(corners, "2f", "corner")]).render()
        corners.release()


def _contacts(archive: Archive, body: Body) -> Iterator[tuple[float, float, float]]:
    """Where feet are close to the ground: x, z and the radius of the dimming there."""
    for name in ("l-foot-1", "r-foot-1", "l-ankle", "r-ankle"):
        x, y, z = body.posed[archive.groups[f"joint-{name}"]].mean(axis=0)
        if y < 0.25:
            yield float(x), float(z), 0.13


def _box_vertices(box: Box) -> NDArray[np.float32]:
    corners, facing = box_mesh(box)
    rest = np.zeros((len(corners), 11))
    rest[:, 0] = rest[:, 1] = -1.0
    return np.concatenate([corners, facing, rest], axis=1).astype(np.float32)


def _light_matrix(scene: Scene) -> Floats:
    """Orthographic clip matrix from the light over everybody and everything."""
    points = [body.posed for body in scene.people] + [box_mesh(box)[0] for box in scene.boxes]
    corners = np.concatenate(points) if points else np.zeros((1, 3))
    corners = np.concatenate([corners, corners * [1, 0, 1]])
    back = np.array(scene.place.light, dtype=np.float64)
    back /= np.linalg.norm(back)
    right = np.cross([0.0, 1.0, 0.001], back)
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(back, right), back])
    local = corners @ axes.T
    low, high = local.min(axis=0) - 0.3, local.max(axis=0) + 0.3
    out = np.eye(4)
    out[:3, :3] = axes * (2 / (high - low))[:, None]
    out[:3, 3] = -(high + low) / (high - low)
    out[2] *= -1
    out[3] = [0, 0, 0, 1]
    return out


def _set(program: moderngl.Program, **values: object) -> None:
    """Sets the uniforms that the program has; matrices are given row-major and go column-major."""
    for name, value in values.items():
        if name not in program:
            continue
        uniform = program[name]
        if isinstance(value, np.ndarray):
            matrix = value.T if value.shape == (4, 4) else value
            uniform.write(np.ascontiguousarray(matrix, dtype=np.float32).tobytes())
        else:
            uniform.value = value
