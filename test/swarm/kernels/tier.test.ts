// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { relaxedSimdSupported, simdSupported } from '../../../src/swarm/kernels/tier.ts';

afterEach(() => vi.unstubAllGlobals());

const asset = (file: string) => readFile(new URL(`../../../assets/${file}`, import.meta.url));

test('each probe says of its feature what the engine says of the binary that uses it', async () => {
  expect(simdSupported()).toBe(WebAssembly.validate(await asset('kernels.wasm')));
  expect(relaxedSimdSupported()).toBe(WebAssembly.validate(await asset('kernels.relaxed.wasm')));
});

test('without WebAssembly, or in an engine that refuses the vectors, no probe finds anything', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect([simdSupported(), relaxedSimdSupported()]).toEqual([false, false]);
  vi.stubGlobal('WebAssembly', { validate: () => false });
  expect([simdSupported(), relaxedSimdSupported()]).toEqual([false, false]);
});
