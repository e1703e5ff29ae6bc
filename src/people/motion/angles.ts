// SPDX-License-Identifier: Apache-2.0
// Angles of joints: how far a limb is bent, in the picture or in space.
import { KEYPOINT_NAMES, type KeypointName } from '../../pose/keypoints.ts';
import type { Keypoint, Pose } from '../../pose/pose.ts';
import { AXES, cross, dot, ORIGIN, subtract, unit, type Vector3 } from '../../pose/vector3.ts';
import { isSpace, type Where } from './where.ts';

/** The angle at the middle keypoint between the directions to the other two. */
export const JOINT_ANGLES = {
  left_elbow: ['left_shoulder', 'left_elbow', 'left_wrist'],
  right_elbow: ['right_shoulder', 'right_elbow', 'right_wrist'],
  left_shoulder: ['left_hip', 'left_shoulder', 'left_elbow'],
  right_shoulder: ['right_hip', 'right_shoulder', 'right_elbow'],
  left_hip: ['left_shoulder', 'left_hip', 'left_knee'],
  right_hip: ['right_shoulder', 'right_hip', 'right_knee'],
  left_knee: ['left_hip', 'left_knee', 'left_ankle'],
  right_knee: ['right_hip', 'right_knee', 'right_ankle'],
} as const satisfies Record<string, readonly [KeypointName, KeypointName, KeypointName]>;

export type AngleName = keyof typeof JOINT_ANGLES;

export interface JointAngle {
  /** 0..180; with `signed` -180..180. A straight limb has 180. NaN where two of the three keypoints coincide. */
  readonly degrees: number;
  /** The lowest score of the three keypoints, 0..1. */
  readonly score: number;
}

export interface AngleOptions {
  /**
   * `picture` (default) measures what the picture shows, foreshortened where a limb points at the camera; `space` measures
   * `keypoints3D`.
   */
  readonly in?: Where;
  /**
   * Tell the two sides apart. In the picture the angle is positive when the turn from the first limb to the second is
   * clockwise as seen; in space when it is right-handed about the axis from the right hip to the left: for a knee or an
   * elbow, positive and negative are then bent to the front and to the back, wherever the camera is; a limb that moves
   * sideways turns about another axis, and its sign means little. Default false.
   */
  readonly signed?: boolean;
}

/** A keypoint in the picture or in space. */
type PlacedKeypoint = Pick<Keypoint, 'x' | 'y' | 'score'> & { readonly z?: number };

/** Degrees between two directions, 0..180; NaN when one of them has no length. */
export function angleBetween(a: Vector3, b: Vector3): number {
  // atan2 of sine and cosine is exact near 0 and 180 degrees, where the arc cosine is not.
  const turn = cross(a, b);
  const [sine, cosine] = [Math.hypot(turn.x, turn.y, turn.z), dot(a, b)];
  return sine === 0 && cosine === 0 ? Number.NaN : (Math.atan2(sine, cosine) * 180) / Math.PI;
}

/** The same with the sign of the turn from `a` to `b` about `axis`, right-handed; -180..180. */
export function signedAngleBetween(a: Vector3, b: Vector3, axis: Vector3): number {
  const angle = angleBetween(a, b);
  return dot(cross(a, b), axis) < 0 ? -angle : angle;
}

/**
 * The angle of one joint of a pose.
 *
 * @returns Undefined in space when the pose has no `keypoints3D`.
 * @throws PoseError `bad-option` when `in` is neither `picture` nor `space`.
 */
export function jointAngle(
  pose: Pose,
  name: AngleName,
  { in: where = 'picture', signed = false }: AngleOptions = {},
): JointAngle | undefined {
  const inSpace = isSpace(where);
  const points: readonly PlacedKeypoint[] | undefined = inSpace ? pose.keypoints3D : pose.keypoints;
  if (points === undefined) return undefined;
  const at = (keypoint: KeypointName): Vector3 & { readonly score: number } => {
    const { x, y, z = 0, score } = points[KEYPOINT_NAMES.indexOf(keypoint)] ?? { ...ORIGIN, score: 0 };
    return { x, y, z, score };
  };
  const [from, middle, to] = JOINT_ANGLES[name];
  const [a, vertex, b] = [at(from), at(middle), at(to)];
  // y points down in the picture: right-handed about z, away from the camera, is clockwise as seen.
  const axis = inSpace ? unit(subtract(at('left_hip'), at('right_hip')), AXES.x) : AXES.z;
  const [first, second] = [subtract(a, vertex), subtract(b, vertex)];
  return {
    degrees: signed ? signedAngleBetween(first, second, axis) : angleBetween(first, second),
    score: Math.min(a.score, vertex.score, b.score),
  };
}

/** Every angle of `JOINT_ANGLES`; undefined as `jointAngle`. */
export function jointAngles(
  pose: Pose,
  options: AngleOptions = {},
): Readonly<Record<AngleName, JointAngle>> | undefined {
  const names = Object.keys(JOINT_ANGLES) as AngleName[]; // its keys, and no others
  const angles = names.map((name) => [name, jointAngle(pose, name, options)] as const);
  if (angles.some(([, angle]) => angle === undefined)) return undefined;
  return Object.fromEntries(angles) as Record<AngleName, JointAngle>; // none is undefined, as just asked
}

/**
 * The mean of the same angle left and right, weighted by score: the signal of exercises that move both sides alike.
 * NaN where neither side is seen.
 */
export function meanAngle(pose: Pose, part: 'elbow' | 'shoulder' | 'hip' | 'knee', options: AngleOptions = {}): number {
  const sides = [jointAngle(pose, `left_${part}`, options), jointAngle(pose, `right_${part}`, options)];
  const known = sides.filter((side) => side !== undefined && !Number.isNaN(side.degrees) && side.score > 0);
  const weight = known.reduce((sum, side) => sum + (side?.score ?? 0), 0);
  return known.reduce((sum, side) => sum + (side?.degrees ?? 0) * (side?.score ?? 0), 0) / weight;
}
