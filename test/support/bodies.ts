// SPDX-License-Identifier: Apache-2.0
// People made of sticks: bones of fixed length in any direction, for tests of what is done with poses.
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES, type KeypointName } from '../../src/pose/keypoints.ts';
import type { Keypoint3D, Pose } from '../../src/pose/pose.ts';
import { add, ORIGIN, scale, type Vector3 } from '../../src/pose/vector3.ts';

/** Bones in the order of the directions that `stickBody` takes: [start, end, metres]; a start may be a middle. */
const BONES: readonly (readonly [from: string, to: string, metres: number])[] = [
  ['left_hip', 'left_knee', 0.42],
  ['left_knee', 'left_ankle', 0.4],
  ['right_hip', 'right_knee', 0.42],
  ['right_knee', 'right_ankle', 0.4],
  ['hips', 'chest', 0.5],
  ['left_shoulder', 'left_elbow', 0.3],
  ['left_elbow', 'left_wrist', 0.26],
  ['right_shoulder', 'right_elbow', 0.3],
  ['right_elbow', 'right_wrist', 0.26],
  ['chest', 'head', 0.22],
  ['head', 'nose', 0.11],
];
/** Lines through a middle, each with half its width in metres. */
const LINES = { hip: 0.1, shoulder: 0.18, ear: 0.07 } as const;
export const STICK_BONES = BONES.length;
export const STICK_LINES = Object.keys(LINES).length;

/** Directions of a person who stands facing the camera: metres, y down, z away from the camera. */
export const STANDING: readonly Vector3[] = [
  ...Array.from({ length: 4 }, () => ({ x: 0, y: 1, z: 0 })),
  { x: 0, y: -1, z: 0 },
  ...Array.from({ length: 4 }, () => ({ x: 0, y: 1, z: 0 })),
  { x: 0, y: -1, z: 0 },
  { x: 0, y: 0, z: -1 },
];

/**
 * Keypoints of a stick body, hip-centred.
 *
 * @param bones A unit vector for each of the eleven bones.
 * @param lines Unit vectors from right to left of hips, shoulders and ears.
 */
export function stickBody(
  bones: readonly Vector3[] = STANDING,
  lines: readonly Vector3[] = Array.from({ length: STICK_LINES }, () => ({ x: 1, y: 0, z: 0 })),
): Keypoint3D[] {
  const at = new Map<string, Vector3>([['hips', ORIGIN]]);
  const split = (middle: string, part: keyof typeof LINES, line: Vector3 | undefined): void => {
    const centre = at.get(middle) ?? ORIGIN;
    at.set(`left_${part}`, add(centre, scale(line ?? ORIGIN, LINES[part])));
    at.set(`right_${part}`, add(centre, scale(line ?? ORIGIN, -LINES[part])));
  };
  split('hips', 'hip', lines[0]);
  for (const [i, [from, to, metres]] of BONES.entries()) {
    at.set(to, add(at.get(from) ?? ORIGIN, scale(bones[i] ?? ORIGIN, metres)));
    if (to === 'chest') split('chest', 'shoulder', lines[1]);
    if (to === 'head') split('head', 'ear', lines[2]);
  }
  const eye = (ear: string): Vector3 => scale(add(at.get(ear) ?? ORIGIN, at.get('nose') ?? ORIGIN), 0.5);
  at.set('left_eye', eye('left_ear')).set('right_eye', eye('right_ear'));
  return KEYPOINT_NAMES.map((name) => ({ ...(at.get(name) ?? ORIGIN), score: 1, name }));
}

/** A pose of keypoints in the picture: 300 px a metre, hips at (320, 240) and seen from the front. */
export function poseOf(space: readonly Keypoint3D[], fields: Partial<Pose> = {}): Pose {
  const keypoints = space.map(({ x, y, name, score }) => {
    return { x: 320 + 300 * x, y: 240 + 300 * y, score, name, spread: 1, dissent: 0 };
  });
  const xs = keypoints.map(({ x }) => x);
  const ys = keypoints.map(({ y }) => y);
  const box = boxOf(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
  return { keypoints, keypoints3D: [...space], score: 0.9, box, ...fields };
}

/** The index of a keypoint. */
export function jointOf(name: KeypointName): number {
  return KEYPOINT_NAMES.indexOf(name);
}
