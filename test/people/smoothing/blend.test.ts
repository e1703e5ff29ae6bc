// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { type BlendKernel, blend } from '../../../src/people/smoothing/blend.ts';
import { KEYPOINT_COUNT } from '../../../src/pose/keypoints.ts';
import { swarmParts } from '../../support/swarm-parts.ts';

/** The real kernel over the real memory. */
function kernelOf(tier: 'js' | 'wasm-simd'): BlendKernel {
  const { memory, kernels } = swarmParts(tier);
  const floats = KEYPOINT_COUNT * 4;
  const [current, previous] = [memory.pools.shared.allocate(floats * 4), memory.pools.shared.allocate(floats * 4)];
  return {
    current: new Float32Array(memory.memory.buffer, current, floats),
    previous: new Float32Array(memory.memory.buffer, previous, floats),
    run: (share, threshold) => kernels.smooth_f32(current, previous, previous, KEYPOINT_COUNT, share, threshold),
  };
}

const at = (x: number, score = 0.9): Float32Array =>
  Float32Array.from({ length: KEYPOINT_COUNT * 4 }, (_, i) => [x, 2 * x, score, 1][i % 4]!);

describe.each(['js', 'wasm-simd'] as const)('the blend on %s', (tier) => {
  test('follows by the time that passed, whoever else it serves in between', () => {
    const make = blend(kernelOf(tier));
    const [one, other] = [make(), make()];
    const first = at(100);
    one.smooth(first, 0, 100);
    other.smooth(at(900), 0, 100);
    expect([...first]).toEqual([...at(100)]);
    const next = at(200);
    one.smooth(next, 60, 100);
    expect(next[0]).toBeCloseTo(200 - 100 / Math.E, 3);
    expect(next[1]).toBeCloseTo(400 - 200 / Math.E, 3);
    expect([...next.subarray(2, 4)]).toEqual([...at(0).subarray(2, 4)]);
  });

  test('in two steps is as far as in one', () => {
    const make = blend(kernelOf(tier));
    const [twice, once] = [make(), make()];
    for (const filter of [twice, once]) filter.smooth(at(0), 0, 100);
    const [a, b] = [at(100), at(100)];
    twice.smooth(at(100), 20, 100);
    twice.smooth(a, 50, 100);
    once.smooth(b, 50, 100);
    expect(a[0]).toBeCloseTo(b[0]!, 3);
  });

  test('leaves unsure joints where they were, and grows with the picture', () => {
    const filter = blend(kernelOf(tier))();
    filter.smooth(at(100), 0, 100);
    const jump = at(500, 0.01);
    filter.smooth(jump, 33, 100);
    expect(jump[0]).toBe(100);
    filter.scale(2, 3);
    const still = at(200, 0.01);
    filter.smooth(still, 66, 100);
    expect([still[0], still[1]]).toEqual([200, 600]);
  });
});
