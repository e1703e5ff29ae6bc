// SPDX-License-Identifier: Apache-2.0
// Vectors and rotations in space. A rotation is its three columns: where it turns the x, the y and the z axis to.

export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface Rotation {
  readonly x: Vector3;
  readonly y: Vector3;
  readonly z: Vector3;
}

export const ORIGIN: Vector3 = { x: 0, y: 0, z: 0 };
export const AXES: Rotation = { x: { x: 1, y: 0, z: 0 }, y: { x: 0, y: 1, z: 0 }, z: { x: 0, y: 0, z: 1 } };

/** Shorter than this a vector has no direction (metres, or whatever the unit is). */
const SHORT = 1e-9;

export function add(a: Vector3, b: Vector3): Vector3 {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

export function subtract(a: Vector3, b: Vector3): Vector3 {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

export function scale(a: Vector3, factor: number): Vector3 {
  return { x: a.x * factor, y: a.y * factor, z: a.z * factor };
}

export function midpoint(a: Vector3, b: Vector3): Vector3 {
  return scale(add(a, b), 0.5);
}

export function dot(a: Vector3, b: Vector3): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

export function length(a: Vector3): number {
  return Math.hypot(a.x, a.y, a.z);
}

/** The vector's direction; `fallback` when it is too short to have one. */
export function unit(a: Vector3, fallback: Vector3): Vector3 {
  const size = length(a);
  return size > SHORT ? scale(a, 1 / size) : fallback;
}

/** Any direction at a right angle to a unit vector. */
export function perpendicular(a: Vector3): Vector3 {
  const other = Math.abs(a.x) < 0.9 ? AXES.x : AXES.y;
  return unit(cross(a, other), AXES.z);
}

export function rotate({ x, y, z }: Rotation, a: Vector3): Vector3 {
  return {
    x: x.x * a.x + y.x * a.y + z.x * a.z,
    y: x.y * a.x + y.y * a.y + z.y * a.z,
    z: x.z * a.x + y.z * a.y + z.z * a.z,
  };
}

/** The rotation that undoes this one: its transpose. */
export function inverse({ x, y, z }: Rotation): Rotation {
  return { x: { x: x.x, y: y.x, z: z.x }, y: { x: x.y, y: y.y, z: z.y }, z: { x: x.z, y: y.z, z: z.z } };
}

/** First `b`, then `a`. */
export function compose(a: Rotation, b: Rotation): Rotation {
  return { x: rotate(a, b.x), y: rotate(a, b.y), z: rotate(a, b.z) };
}

/** Cosine of the angle from which on two directions are nearly opposite. */
const OPPOSITE = -0.99;

/** The smallest rotation that turns one unit vector into another (Rodrigues' formula). */
export function swing(from: Vector3, to: Vector3): Rotation {
  const axis = cross(from, to);
  const cosine = dot(from, to);
  if (cosine < OPPOSITE) {
    // The formula divides by next to nothing: half a turn first, v -> 2 (v·u) u - v, about the same axis (any at a right angle
    // where they are exactly opposite), then what is left of it.
    const u = unit(axis, perpendicular(from));
    const half = (v: Vector3): Vector3 => subtract(scale(u, 2 * dot(u, v)), v);
    const turned = { x: half(AXES.x), y: half(AXES.y), z: half(AXES.z) };
    return compose(swing(scale(from, -1), to), turned);
  }
  const turn = (v: Vector3): Vector3 =>
    add(add(scale(v, cosine), cross(axis, v)), scale(axis, dot(axis, v) / (1 + cosine)));
  return { x: turn(AXES.x), y: turn(AXES.y), z: turn(AXES.z) };
}
