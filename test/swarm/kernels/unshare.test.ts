// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { unshareMemory } from '../../../src/swarm/kernels/unshare.ts';
import { createKernelMemory, instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';

const read = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../../assets/${name}`, import.meta.url)));
const bytes = await read('kernels.wasm');

test.each(['kernels.wasm', 'kernels.relaxed.wasm'])('one byte of %s says that memory is shared', async (name) => {
  const shared = await read(name);
  const unshared = unshareMemory(shared);
  const changed = [...shared.keys()].filter((at) => shared[at] !== unshared[at]);
  expect(changed.map((at) => [shared[at], unshared[at]])).toEqual([[3, 1]]);
  expect(unshared).toHaveLength(shared.length);
  expect(shared).toEqual(await read(name));
});

test('kernels run on memory that is not shared, and on no other', async () => {
  const module = await WebAssembly.compile(unshareMemory(bytes));
  const memory = createKernelMemory(false);
  expect(memory.buffer).toBeInstanceOf(ArrayBuffer);
  const f32 = new Float32Array(memory.buffer);
  f32.fill(8, 0, 16);
  instantiateKernels(module, memory).reduce_half(0, 2, 2, 1024);
  expect([...f32.slice(256, 260)]).toEqual([8, 8, 8, 8]);
  expect(() => instantiateKernels(module, createKernelMemory())).toThrow(/cannot be linked/);
});

test('other bytes are left as they are', () => {
  const unshared = unshareMemory(bytes);
  for (const other of [unshared, new Uint8Array(), bytes.subarray(0, 60), new Uint8Array(64).fill(255)]) {
    expect(unshareMemory(other)).toEqual(new Uint8Array(other));
  }
});
