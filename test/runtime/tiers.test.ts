// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { chooseTier, type TierChoice, type TierProbes } from '../../src/runtime/tiers.ts';

const runtime = (simd: boolean, relaxedSimd: boolean): TierProbes => ({
  simd: () => simd,
  relaxedSimd: () => relaxedSimd,
});

test('auto takes the fastest build that the runtime can run', () => {
  expect(chooseTier('auto', runtime(true, true))).toBe('wasm-relaxed-simd');
  expect(chooseTier('auto', runtime(true, false))).toBe('wasm-simd');
  expect(chooseTier('auto', runtime(false, false))).toBe('js');
  expect(['wasm-simd', 'wasm-relaxed-simd']).toContain(chooseTier('auto'));
});

test('the GPU needs kernels, too, the fastest; auto does not mean it', () => {
  expect(chooseTier('webgpu', runtime(true, true))).toBe('wasm-relaxed-simd');
  expect(chooseTier('webgpu', runtime(false, false))).toBe('js');
});

test('a tier that is asked for is taken, or refused where it does not run', () => {
  expect(chooseTier('js', runtime(false, false))).toBe('js');
  expect(chooseTier('wasm-simd', runtime(true, true))).toBe('wasm-simd');
  const unsupported = expect.objectContaining({ code: 'unsupported' });
  expect(() => chooseTier('wasm-relaxed-simd', runtime(true, false))).toThrow(unsupported);
  expect(() => chooseTier('wasm-simd', runtime(false, false))).toThrow(unsupported);
});

test('a word that is no tier is refused', () => {
  const choice = 'cuda' as TierChoice; // what plain JavaScript may pass
  expect(() => chooseTier(choice)).toThrow(
    expect.objectContaining({
      code: 'bad-option',
      message: expect.stringMatching(/"cuda", expected auto, .+, webgpu$/),
    }),
  );
});
