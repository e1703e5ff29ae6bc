# SPDX-License-Identifier: Apache-2.0
"""Draws a scene with OpenGL (moderngl over EGL: Mesa on a CPU, or a GPU): picture, person numbers, depth."""

from __future__ import annotations

from collections.abc import Iterator

import moderngl
import numpy as np
from numpy.typing import NDArray

from .archive import Archive, Floats
from .people import Body
from .picture import Picture
from .scene import Scene, box_mesh
from .shaders import shader
from .surfaces import Layer, layers, material_uniforms, surfaces

PLACES = ("room", "park", "street", "hall", "photo")
PATTERNS = ("plain", "stripes", "checks", "block", "print")
MAX_BLOBS = 32
COARSE = 0.006
"""Metres a pixel at which the fast renderer takes the coarse surfaces."""
LAYOUT = (("position", 3), ("normal", 3), ("region", 4), ("face", 4), ("rest", 3))


class _Program:
    """A program that remembers its members: asking moderngl whether it has one walks through all of them."""

    def __init__(self, gl: moderngl.Context, vertex: str, fragment: str) -> None:
        self.program = gl.program(shader(vertex), shader(fragment))
        self.members = frozenset(self.program)

    def set(self, **values: object) -> None:
        """Sets the uniforms that the program has; matrices are given row-major and go column-major."""
        for name in self.members & values.keys():
            value, uniform = values[name], self.program[name]
            if isinstance(value, np.ndarray):
                matrix = value.T if value.shape == (4, 4) else value
                uniform.write(np.ascontiguousarray(matrix, dtype=np.float32).tobytes())
            else:
                uniform.value = value


class _Mesh:
    """A layer in the memory of OpenGL."""

    def __init__(self, gl: moderngl.Context, layer: Layer) -> None:
        self.vertices = gl.buffer(layer.vertices.tobytes())
        self.indices = gl.buffer(layer.triangles.astype(np.int32).tobytes())
        self.uniforms = material_uniforms(layer, PATTERNS)

    def release(self) -> None:
        self.vertices.release()
        self.indices.release()


class Renderer:
    """Holds the OpenGL context and its targets; use it as a context manager.

    ``supersample`` is the number of samples of a pixel in each direction, ``shadow_size`` the shadow map's side.
    ``fast`` is for training pictures: one sample of colour and four of outlines, only front sides, and people are
    coarse where a pixel is larger than COARSE.
    """

    def __init__(self, archive: Archive, supersample: int = 2, shadow_size: int = 2048, fast: bool = False) -> None:
        self.archive, self.supersample, self.fast = archive, 1 if fast else supersample, fast
        self.gl = gl = moderngl.create_context(standalone=True, backend="egl")
        self.colour_program = _Program(gl, "person.vert", "person.frag")
        self.id_program = _Program(gl, "person.vert", "id.frag")
        self.shadow_program = _Program(gl, "person.vert", "shadow.frag")
        self.place_program = _Program(gl, "place.vert", "place.frag")
        self.photo_program = _Program(gl, "place.vert", "photo.frag")
        self.surfaces = surfaces(archive)
        self.corners = gl.buffer(np.array([[-1, -1], [3, -1], [-1, 3]], dtype=np.float32).tobytes())
        self.shadow_map = gl.depth_texture((shadow_size, shadow_size))
        self.shadow_map.repeat_x = self.shadow_map.repeat_y = False
        self.shadow_map.compare_func = ""
        self.shadow = gl.framebuffer(depth_attachment=self.shadow_map)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.gl.release()

    def draw(self, scene: Scene) -> Picture:
        # A pixel at 1 m is 1 / focal metres wide.
        far = COARSE * scene.camera.focal if self.fast else np.inf
        found = layers(self.archive, self.surfaces, scene, far)
        drawn = [_Mesh(self.gl, layer) for layer in found if len(layer.triangles)]
        light_matrix = _light_matrix(scene)
        self.shadow.use()
        self.shadow.clear()
        self.gl.enable(moderngl.DEPTH_TEST)
        self._draw_layers(self.shadow_program, drawn, {"clip": light_matrix})
        rgb, cover = self._colours(scene, drawn, light_matrix)
        ids, depth = self._numbers(scene, drawn)
        for mesh in drawn:
            mesh.release()
        return Picture(rgb, ids, depth, cover)

    def _colours(
        self, scene: Scene, drawn: list[_Mesh], light_matrix: Floats
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        camera, samples = scene.camera, self.supersample
        size = (camera.width * samples, camera.height * samples)
        target = self.gl.simple_framebuffer(size, components=4, samples=4 if self.fast else 0)
        target.use()
        target.clear()
        self.shadow_map.use(0)
        prints = self._print(scene)
        common = {
            "clip": camera.matrix(),
            "eye": camera.eye,
            "light": scene.place.light,
            "sun": scene.place.sun,
            "ambient": scene.place.ambient,
            "place": PLACES.index(scene.place.kind),
            "light_matrix": light_matrix,
            "shadow_map": 0,
            "prints": 1,
            "soft": 1 if self.fast else 2,
        }
        self._draw_place(scene, common)
        self._draw_layers(self.colour_program, drawn, common)
        if self.fast:
            outlined, target = target, self.gl.simple_framebuffer(size, components=4)
            self.gl.copy_framebuffer(target, outlined)
            outlined.release()
        large = np.frombuffer(target.read(components=4), dtype=np.uint8).reshape(size[1], size[0], 4)[::-1]
        mean = large.reshape(camera.height, samples, camera.width, samples, 4).mean(axis=(1, 3), dtype=np.float32)
        target.release()
        prints.release()
        return np.round(mean[:, :, :3]).astype(np.uint8), mean[:, :, 3] / 255

    def _numbers(self, scene: Scene, drawn: list[_Mesh]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        camera = scene.camera
        answers = self.gl.texture((camera.width, camera.height), 2, dtype="f4")
        hidden = self.gl.depth_renderbuffer((camera.width, camera.height))
        numbers = self.gl.framebuffer([answers], hidden)
        numbers.use()
        numbers.clear()
        forward = -camera.rotation()[2]
        view = {"clip": camera.matrix(), "eye": camera.eye, "forward": forward}
        self._draw_layers(self.id_program, drawn, view)
        pairs = np.frombuffer(answers.read(), dtype=np.float32).reshape(camera.height, camera.width, 2)[::-1]
        ids = np.round(pairs[:, :, 0]).astype(np.int32)
        depth = np.where(ids == 0, np.float32(np.inf), pairs[:, :, 1]).astype(np.float32)
        for resource in (numbers, answers, hidden):
            resource.release()
        return ids, depth

    def _print(self, scene: Scene) -> moderngl.Texture:
        """The picture that garments with the pattern ``print`` carry, at texture unit 1."""
        wanted = any(garment.pattern == "print" for body in scene.people for garment in body.person.look.clothes)
        image = scene.print if wanted and scene.print is not None else np.full((1, 1, 3), 255, np.uint8)
        texture = self.gl.texture(
            (image.shape[1], image.shape[0]), 3, np.ascontiguousarray(image).tobytes(), alignment=1
        )
        texture.build_mipmaps()
        texture.use(1)
        return texture

    def _draw_layers(self, program: _Program, drawn: list[_Mesh], common: dict[str, object]) -> None:
        program.set(**common)
        if self.fast:
            self.gl.enable(moderngl.CULL_FACE)
        layout = " ".join(f"{n}f" if name in program.members else f"{4 * n}x" for name, n in LAYOUT)
        used = [name for name, _ in LAYOUT if name in program.members]
        for mesh in drawn:
            program.set(**mesh.uniforms)
            array = self.gl.vertex_array(program.program, [(mesh.vertices, layout, *used)], mesh.indices)
            array.render()
            array.release()
        self.gl.disable(moderngl.CULL_FACE)

    def _draw_place(self, scene: Scene, common: dict[str, object]) -> None:
        blobs = np.zeros((MAX_BLOBS, 3), dtype=np.float32)
        spots = [spot for body in scene.people for spot in _contacts(self.archive, body)]
        spots += [
            (box.at[0], box.at[2], 0.45 * max(box.size[0], box.size[2])) for box in scene.boxes if box.at[1] < 0.3
        ]
        spots = spots[:MAX_BLOBS]
        if spots:
            blobs[: len(spots)] = spots
        place = scene.place
        program = self.photo_program if place.kind == "photo" else self.place_program
        program.set(
            **common,
            unclip=np.linalg.inv(scene.camera.matrix()),
            ground=place.ground,
            wall=place.wall,
            wall_z=place.wall_z,
            seed=place.seed,
            blobs=blobs,
            blob_count=len(spots),
        )
        self.gl.vertex_array(program.program, [(self.corners, "2f", "corner")]).render()


def _contacts(archive: Archive, body: Body) -> Iterator[tuple[float, float, float]]:
    """Where feet are close to the ground: x, z and the radius of the dimming there."""
    for name in ("l-foot-1", "r-foot-1", "l-ankle", "r-ankle"):
        x, y, z = body.posed[archive.groups[f"joint-{name}"]].mean(axis=0)
        if y < 0.25:
            yield float(x), float(z), 0.13


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
