// SPDX-License-Identifier: Apache-2.0
// Temporal validators: agents that know how joints move, and veto those that jump, change sides or exchange feet.
import { KEYPOINT_COUNT, MIRROR, SURE_JOINT } from '../../pose/keypoints.ts';
import type { Pose } from '../../pose/pose.ts';
import type { Expected } from './distance.ts';

/** Floats between the features of two joints; seven are read. */
export const TEMPORAL_STRIDE = 8;

/**
 * The agents.
 *
 * @param features [17][8]: see `temporalFeatures`.
 * @returns [17]: how likely each joint is right, 0..1; valid until the next call.
 */
export type TemporalJudge = (features: Float32Array) => ArrayLike<number>;

/** A joint that is less likely right than this is vetoed: so much of its score is left, as in the agents' training. */
const VETO = 0.5;
const VETOED = 0.05;

/**
 * What the agents read of each joint, lengths in sizes (the square root of the person's area): how far it is off its course,
 * less what the whole body is off; the same to where the joint of the other side was expected; its score, and what is left
 * of the score before; the votes' spread; how uncertain the expectation is; how far the whole body is off.
 */
export function temporalFeatures(pose: Pose, expected: Expected, size: number, features: Float32Array): void {
  const { x, y, scores, variance } = expected;
  let [meanX, meanY, sure] = [0, 0, 0];
  for (const [joint, keypoint] of pose.keypoints.entries()) {
    if (keypoint.score <= SURE_JOINT) continue;
    meanX += keypoint.x - x[joint]!;
    meanY += keypoint.y - y[joint]!;
    sure++;
  }
  meanX /= Math.max(sure, 1);
  meanY /= Math.max(sure, 1);
  for (const [joint, keypoint] of pose.keypoints.entries()) {
    const other = MIRROR[joint]!;
    const off = Math.hypot(keypoint.x - x[joint]! - meanX, keypoint.y - y[joint]! - meanY);
    const offOther = Math.hypot(keypoint.x - x[other]! - meanX, keypoint.y - y[other]! - meanY);
    const at = joint * TEMPORAL_STRIDE;
    features[at] = Math.min(off / size, 2);
    features[at + 1] = Math.min(offOther / size, 2);
    features[at + 2] = keypoint.score;
    features[at + 3] = scores[joint]!;
    features[at + 4] = Math.min(keypoint.spread / size, 0.5);
    features[at + 5] = Math.min(Math.sqrt(variance[joint]!) / size, 1);
    features[at + 6] = Math.min(Math.hypot(meanX, meanY) / size, 1);
  }
}

/** Room for the features of a person, which are written anew for the next one. */
export function createTemporalFeatures(): Float32Array {
  return new Float32Array(KEYPOINT_COUNT * TEMPORAL_STRIDE);
}

/** The pose with the scores of vetoed joints lowered, so that what was expected is shown in their place. */
export function validated(
  pose: Pose,
  expected: Expected,
  size: number,
  judge: TemporalJudge,
  features: Float32Array = createTemporalFeatures(),
): Pose {
  temporalFeatures(pose, expected, size, features);
  const verdicts = judge(features);
  const keypoints = pose.keypoints.map((keypoint, joint) => {
    return verdicts[joint]! >= VETO ? keypoint : { ...keypoint, score: keypoint.score * VETOED };
  });
  return { ...pose, keypoints };
}
