// SPDX-License-Identifier: Apache-2.0
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Keypoint3D, Pose } from '../../src/pose/pose.ts';

/** A person who stands and waves: x to the right and y down, of the person's height, from the middle of the hips. */
const STANDING: readonly (readonly [x: number, y: number, z: number])[] = [
  [0, -0.42, -0.06],
  [0.02, -0.44, -0.05],
  [-0.02, -0.44, -0.05],
  [0.05, -0.43, 0],
  [-0.05, -0.43, 0],
  [0.12, -0.3, 0],
  [-0.12, -0.3, 0],
  [0.17, -0.13, 0.02],
  [-0.22, -0.38, 0],
  [0.18, 0.02, -0.05],
  [-0.2, -0.54, -0.03],
  [0.06, 0, 0],
  [-0.06, 0, 0],
  [0.07, 0.25, -0.03],
  [-0.08, 0.25, 0],
  [0.08, 0.48, 0.02],
  [-0.1, 0.48, 0],
];

export interface FigureOptions {
  readonly id?: number;
  readonly score?: (joint: number) => number;
  /** Leave out what a swarm without a lifter does not know. */
  readonly flat?: boolean;
}

/** A person whose hips are at (x, y) of the picture, so many px high. */
export function figure(x: number, y: number, height: number, options: FigureOptions = {}): Pose {
  const { id, score = () => 0.9, flat = false } = options;
  const keypoints = KEYPOINT_NAMES.map((name, k) => {
    const [dx, dy] = STANDING[k]!;
    return { name, x: x + dx * height, y: y + dy * height, score: score(k), spread: 1, dissent: 0 };
  });
  const keypoints3D = KEYPOINT_NAMES.map((name, k): Keypoint3D => {
    const [dx, dy, dz] = STANDING[k]!;
    return { name, x: dx * 1.7, y: dy * 1.7, z: dz * 1.7, score: score(k) };
  });
  return {
    keypoints,
    score: 0.87,
    box: boxOf(x - 0.25 * height, y - 0.58 * height, x + 0.22 * height, y + 0.52 * height),
    ...(id === undefined ? {} : { id }),
    ...(flat ? {} : { keypoints3D }),
  };
}
