// SPDX-License-Identifier: Apache-2.0
// The temporal validators on the kernel of the other small agents.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { SwarmContext } from '../agents/swarm-context.ts';

/** Floats between the features of two agents. */
const FEATURE_STRIDE = 8;

/**
 * What is returned takes [17][8] features and answers [17], valid until the next call.
 *
 * @param weights Where the agents' weights lie: byte offset of f32 [17][64].
 */
export function createTemporalJudge(
  weights: number,
  { kernels, f32, shared }: Pick<SwarmContext, 'kernels' | 'f32' | 'shared'>,
): (features: Float32Array) => Float32Array {
  const features = shared.allocate(KEYPOINT_COUNT * FEATURE_STRIDE * 4);
  const verdicts = shared.allocate(KEYPOINT_COUNT * 4);
  const output = f32.subarray(verdicts / 4, verdicts / 4 + KEYPOINT_COUNT);
  return (read) => {
    f32.set(read, features / 4);
    kernels.assess_f32(features, weights, KEYPOINT_COUNT, verdicts);
    return output;
  };
}
