// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createBlendKernel } from '../../src/runtime/blend-kernel.ts';
import { swarmParts } from '../support/swarm-parts.ts';

test.each(['js', 'wasm-simd'] as const)('a person is blended over the swarm’s memory by %s', (tier) => {
  const { kernels, memory } = swarmParts(tier);
  const kernel = createBlendKernel(kernels, memory);
  kernel.current.fill(1);
  kernel.previous.fill(0);
  kernel.run(0.25, 0.5);
  expect([...new Set(kernel.previous)]).toEqual([0.25]);
  expect(kernel.previous).toHaveLength(17 * 4);
  kernel.run(0.25, 2);
  expect([...new Set(kernel.previous)]).toEqual([0.25]);
});
