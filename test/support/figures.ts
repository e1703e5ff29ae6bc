// SPDX-License-Identifier: Apache-2.0
// A standing figure as the swarm would pose it, for tests of what comes after the swarm.
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';

/** Joints of a standing person as shares of the height: right of the middle, and above the feet. */
const PLACES: readonly (readonly [x: number, up: number])[] = [
  [0, 0.93],
  [0.02, 0.95],
  [-0.02, 0.95],
  [0.045, 0.94],
  [-0.045, 0.94],
  [0.1, 0.82],
  [-0.1, 0.82],
  [0.12, 0.64],
  [-0.12, 0.64],
  [0.12, 0.48],
  [-0.12, 0.48],
  [0.06, 0.52],
  [-0.06, 0.52],
  [0.06, 0.29],
  [-0.06, 0.29],
  [0.06, 0.05],
  [-0.06, 0.05],
];

export interface Figure {
  /** Where the feet are, px. */
  readonly x: number;
  readonly y?: number;
  readonly height?: number;
  readonly score?: number;
  /** What is added to each coordinate of a joint. */
  readonly noise?: () => number;
}

export function standing({ x, y = 400, height = 300, score = 0.8, noise = () => 0 }: Figure): Pose {
  return {
    keypoints: PLACES.map(([dx, up], joint) => ({
      x: x + dx * height + noise(),
      y: y - up * height + noise(),
      score,
      name: KEYPOINT_NAMES[joint]!,
      spread: 2,
      dissent: 0,
    })),
    score,
    box: boxOf(x - 0.18 * height, y - height, x + 0.18 * height, y),
  };
}
