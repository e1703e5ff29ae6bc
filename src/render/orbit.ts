// SPDX-License-Identifier: Apache-2.0

/** From where people in space are looked at: a camera that turns round the people's middle, at their hips' height. */
export interface OrbitView {
  /** Radians about the vertical: 0 looks as the camera of the picture did, positive goes to the right of it. */
  readonly yaw: number;
  /** Radians upward, -0.2 to 1.5. */
  readonly pitch: number;
  /** Metres between camera and centre, for one person; groups are looked at from farther away. */
  readonly distance: number;
}

/** A point in space: metres, x right, y down, z away from the camera of the picture. */
export interface Point3D {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Where a point appears: canvas px, and canvas px per metre there; undefined behind the camera. */
export interface Projected {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly depth: number;
}

export const DEFAULT_ORBIT: OrbitView = { yaw: 0.5, pitch: 0.2, distance: 4 };

/** Vertical field of view, radians. */
const FIELD = (40 * Math.PI) / 180;
/** Nothing closer than this is drawn, metres. */
const NEAR = 0.1;

/** The view after dragging by so many px of a canvas this high, and zooming by a factor. */
export function orbitBy(view: OrbitView, dx: number, dy: number, height: number, zoom = 1): OrbitView {
  const turn = Math.PI / Math.max(1, height);
  return {
    yaw: view.yaw - dx * turn,
    pitch: clamp(view.pitch + dy * turn, -0.2, 1.5),
    distance: clamp(view.distance / zoom, 1, 20),
  };
}

/** Projects points as a pinhole camera at the view's place does, which looks at the origin. */
export function createProjection(
  { yaw, pitch, distance }: OrbitView,
  canvas: { readonly width: number; readonly height: number },
): (point: Point3D) => Projected | undefined {
  const [sinYaw, cosYaw] = [Math.sin(yaw), Math.cos(yaw)];
  const [sinPitch, cosPitch] = [Math.sin(pitch), Math.cos(pitch)];
  // A narrow canvas shows less at its sides: then the width decides.
  const focal = Math.min(canvas.height, canvas.width * 1.2) / 2 / Math.tan(FIELD / 2);
  return ({ x, y, z }) => {
    const right = x * cosYaw + z * sinYaw;
    const away = -x * sinYaw + z * cosYaw;
    const depth = distance + away * cosPitch + y * sinPitch;
    if (depth < NEAR) return undefined;
    const down = y * cosPitch - away * sinPitch;
    const scale = focal / depth;
    return { x: canvas.width / 2 + right * scale, y: canvas.height / 2 + down * scale, scale, depth };
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
