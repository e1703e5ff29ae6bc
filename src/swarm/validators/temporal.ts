// SPDX-License-Identifier: Apache-2.0
// The temporal validators on the kernel of the other small agents.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { Temporal } from '../agents/graph.ts';
import type { Swarm } from '../agents/load-swarm.ts';
import type { Pool } from '../agents/pool.ts';
import type { Kernels } from '../kernels/kernels.ts';

/** Memory of the agents: their weights, and what they read and write. */
export interface TemporalGround {
  readonly buffer: ArrayBufferLike;
  readonly weights: Pool;
  readonly shared: Pool;
}

/** Floats between the features of two agents. */
const FEATURE_STRIDE = 8;

/** Places the agents into memory. What is returned takes [17][8] features and answers [17], valid until the next call. */
export function createTemporalJudge(
  { validators }: Temporal,
  values: Swarm['values'],
  kernels: Pick<Kernels, 'assess_f32'>,
  { buffer, weights, shared }: TemporalGround,
): (features: Float32Array) => Float32Array {
  const own = values.get(validators.tensor) ?? new Float32Array(0);
  const placed = weights.allocate(own.byteLength);
  new Float32Array(buffer, placed, own.length).set(own);
  const features = shared.allocate(KEYPOINT_COUNT * FEATURE_STRIDE * 4);
  const verdicts = shared.allocate(KEYPOINT_COUNT * 4);
  const input = new Float32Array(buffer, features, KEYPOINT_COUNT * FEATURE_STRIDE);
  const output = new Float32Array(buffer, verdicts, KEYPOINT_COUNT);
  return (read) => {
    input.set(read);
    kernels.assess_f32(features, placed, KEYPOINT_COUNT, verdicts);
    return output;
  };
}
