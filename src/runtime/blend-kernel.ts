// SPDX-License-Identifier: Apache-2.0
import type { BlendKernel } from '../people/smoothing/blend.ts';
import { FILTER_FLOATS } from '../people/smoothing/place-filter.ts';
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import type { Kernels } from '../swarm/kernels/kernels.ts';
import type { SwarmMemory } from './memory-map.ts';

/** The blend of a person's keypoints over the swarm's memory. */
export function createBlendKernel(kernels: Pick<Kernels, 'smooth_f32'>, { memory, pools }: SwarmMemory): BlendKernel {
  const floats = KEYPOINT_COUNT * FILTER_FLOATS;
  const current = pools.shared.allocate(floats * 4);
  const previous = pools.shared.allocate(floats * 4);
  return {
    current: new Float32Array(memory.buffer, current, floats),
    previous: new Float32Array(memory.buffer, previous, floats),
    run: (share, threshold) => kernels.smooth_f32(current, previous, previous, KEYPOINT_COUNT, share, threshold),
  };
}
