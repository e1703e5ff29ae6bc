// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { bestKernelTier, KERNEL_TIERS, relaxedSimdSupported, simdSupported } from '../../../src/swarm/kernels/tier.ts';

afterEach(() => vi.unstubAllGlobals());

const asset = (file: string) => readFile(new URL(`../../../assets/${file}`, import.meta.url));

test('each probe says of its feature what the engine says of the binary that uses it', async () => {
  expect(simdSupported()).toBe(WebAssembly.validate(await asset('kernels.wasm')));
  expect(relaxedSimdSupported()).toBe(WebAssembly.validate(await asset('kernels.relaxed.wasm')));
});

test('the best tier is one that the probes allow', () => {
  const expected = relaxedSimdSupported() ? 'wasm-relaxed-simd' : simdSupported() ? 'wasm-simd' : 'js';
  expect(bestKernelTier()).toBe(expected);
  expect(KERNEL_TIERS).toContain(expected);
});

test('without WebAssembly, or in an engine that refuses the vectors, the best tier is plain JavaScript', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(bestKernelTier()).toBe('js');
  vi.stubGlobal('WebAssembly', { validate: () => false });
  expect(bestKernelTier()).toBe('js');
});
