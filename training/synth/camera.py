# SPDX-License-Identifier: Apache-2.0
"""A pinhole camera: world metres to pixels (x right, y down, pixel i spans [i, i+1))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .archive import Floats


@dataclass(frozen=True)
class Camera:
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    width: int = 960
    height: int = 720
    fov: float = 40.0
    """Vertical field of view in degrees."""
    roll: float = 0.0
    """Degrees by which the camera is turned about its axis, clockwise as its user sees it."""

    @property
    def focal(self) -> float:
        """Focal length in pixels."""
        return float(self.height / 2 / np.tan(np.radians(self.fov) / 2))

    def rotation(self) -> Floats:
        """Rows: right, up, backward of the camera in the world."""
        back = np.array(self.eye, dtype=np.float64) - np.array(self.target, dtype=np.float64)
        back /= np.linalg.norm(back)
        right = np.cross([0.0, 1.0, 0.0], back)
        right /= np.linalg.norm(right)
        up = np.cross(back, right)
        cosine, sine = np.cos(np.radians(self.roll)), np.sin(np.radians(self.roll))
        return np.stack([cosine * right - sine * up, sine * right + cosine * up, back])

    def to_camera(self, points: Floats) -> Floats:
        """[n, 3] in the camera's frame: x right, y up, -z forward, metres."""
        return (np.asarray(points) - np.array(self.eye)) @ self.rotation().T

    def project(self, points: Floats) -> Floats:
        """[n, 3]: x, y in pixels and the depth in metres along the viewing axis (positive in front)."""
        local = self.to_camera(points)
        depth = -local[:, 2]
        focal = self.focal
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        return np.stack(
            [self.width / 2 + focal * local[:, 0] / safe, self.height / 2 - focal * local[:, 1] / safe, depth], axis=1
        )

    def matrix(self, near: float = 0.1, far: float = 100.0) -> Floats:
        """Clip matrix [4, 4] for column vectors, OpenGL conventions."""
        rotate = self.rotation()
        view = np.eye(4)
        view[:3, :3] = rotate
        view[:3, 3] = -rotate @ np.array(self.eye)
        f = 1 / np.tan(np.radians(self.fov) / 2)
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1] = f * self.height / self.width, f
        lens[2, 2], lens[2, 3] = (far + near) / (near - far), 2 * far * near / (near - far)
        lens[3, 2] = -1
        return lens @ view
