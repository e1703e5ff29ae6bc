// SPDX-License-Identifier: Apache-2.0
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { CocoPerson } from './types.ts';

/** What the number means, for the report of an evaluation. */
export const PCK_DEFINITION =
  'pck02: share of labelled joints nearer than 0.2 torso (left shoulder to right hip, else right shoulder to left hip)';

/** Hits and joints of one person; add them up over people and divide. */
export interface PckCount {
  readonly hits: number;
  readonly joints: number;
}

const index = (name: (typeof KEYPOINT_NAMES)[number]): number => KEYPOINT_NAMES.indexOf(name);
const TORSOS = [
  [index('left_shoulder'), index('right_hip')],
  [index('right_shoulder'), index('left_hip')],
] as const;

/**
 * PCK@0.2 of the torso: a labelled joint is right when it is nearer than 0.2 x the torso's diameter to its label.
 * The torso is the labelled left shoulder to the right hip, or the other diagonal where that one is not labelled.
 *
 * @param keypoints 17 x (x, y, anything), the pose given to this person; undefined when nobody found them
 * @returns undefined for a person without a torso: they do not count
 */
export function personPck(person: CocoPerson, keypoints: readonly number[] | undefined): PckCount | undefined {
  const torso = torsoDiameter(person.keypoints);
  if (torso === undefined) return undefined;
  let hits = 0;
  let joints = 0;
  for (let joint = 0; joint < KEYPOINT_NAMES.length; joint++) {
    if (!((person.keypoints[3 * joint + 2] ?? 0) > 0)) continue;
    joints += 1;
    if (keypoints !== undefined && distance(person.keypoints, joint, keypoints, joint) < 0.2 * torso) hits += 1;
  }
  return { hits, joints };
}

/** Length of the labelled torso diagonal in px, undefined when neither is labelled or it has no length. */
export function torsoDiameter(keypoints: readonly number[]): number | undefined {
  for (const [shoulder, hip] of TORSOS) {
    const labelled = (keypoints[3 * shoulder + 2] ?? 0) > 0 && (keypoints[3 * hip + 2] ?? 0) > 0;
    const length = distance(keypoints, shoulder, keypoints, hip);
    if (labelled && length > 0) return length;
  }
  return undefined;
}

function distance(a: readonly number[], i: number, b: readonly number[], j: number): number {
  return Math.hypot(
    (a[3 * i] ?? Number.NaN) - (b[3 * j] ?? Number.NaN),
    (a[3 * i + 1] ?? Number.NaN) - (b[3 * j + 1] ?? Number.NaN),
  );
}
