// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Degradation } from '../../src/runtime/degradation.ts';
import { createAssetLoader } from '../../src/runtime/integrity/asset-loader.ts';
import { loadKernels } from '../../src/runtime/load-kernels.ts';
import { createSwarmMemory } from '../../src/runtime/memory-map.ts';

const memory = createSwarmMemory();
const loader = createAssetLoader(undefined);
const broken = new Uint8Array([0, 97, 115, 109, 9, 9, 9, 9]);

test('plain JavaScript is a loss only where nobody asked for it', async () => {
  const degraded: Degradation[] = [];
  const asked = await loadKernels('js', false, undefined, memory, loader, degraded);
  expect([asked.tier, asked.module, degraded.length]).toEqual(['js', undefined, 0]);
  await loadKernels('js', true, undefined, memory, loader, degraded);
  expect(degraded.map(({ code }) => code)).toEqual(['no-simd']);
});

test('a build that comes along is checked and runs', async () => {
  const degraded: Degradation[] = [];
  const { tier, wasm, module } = await loadKernels('wasm-simd', true, undefined, memory, loader, degraded);
  expect([tier, degraded.length]).toEqual(['wasm-simd', 0]);
  expect(module).toBeInstanceOf(WebAssembly.Module);
  expect(['signed', 'hashed']).toContain(wasm?.trust);
});

test('a build that does not compile gives way to scalar kernels, or is an error where it was asked for', async () => {
  const degraded: Degradation[] = [];
  const { tier } = await loadKernels('wasm-simd', true, broken, memory, loader, degraded);
  expect(tier).toBe('js');
  expect(degraded.map(({ code }) => code)).toEqual(['no-kernels']);
  await expect(loadKernels('wasm-simd', false, broken, memory, loader, [])).rejects.toMatchObject({
    code: 'unsupported',
  });
});
