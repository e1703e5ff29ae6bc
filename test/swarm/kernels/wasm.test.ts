// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { PoseError } from '../../../src/pose/errors.ts';
import { KERNEL_NAMES } from '../../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../../src/swarm/kernels/scalar.ts';
import { createKernelMemory, instantiateKernels, MEMORY_PAGES } from '../../../src/swarm/kernels/wasm.ts';

const bytes = await readFile(new URL('../../../assets/kernels.wasm', import.meta.url));

function refusal(act: () => unknown): PoseError {
  try {
    act();
  } catch (error) {
    if (error instanceof PoseError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('instantiateKernels', () => {
  test('the module imports the memory and nothing else, and exports the kernels and nothing else', async () => {
    const module = await WebAssembly.compile(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...KERNEL_NAMES].sort());
    expect(Object.keys(scalarKernels(createKernelMemory())).sort()).toEqual([...KERNEL_NAMES].sort());
  });

  test('the module writes nothing into the memory when it is instantiated', async () => {
    const memory = createKernelMemory();
    new Uint8Array(memory.buffer).fill(0x5a);
    instantiateKernels(await WebAssembly.compile(bytes), memory);
    expect(Buffer.from(memory.buffer).equals(Buffer.alloc(memory.buffer.byteLength, 0x5a))).toBe(true);
  });

  test('instances share one memory', async () => {
    const module = await WebAssembly.compile(bytes);
    const memory = createKernelMemory();
    const [one, two] = [instantiateKernels(module, memory), instantiateKernels(module, memory)];
    const f32 = new Float32Array(memory.buffer);
    f32.fill(8, 0, 16);
    one.reduce_half(0, 2, 2, 1024);
    two.smooth_f32(1024, 0, 2048, 1, 1, 0);
    expect([...f32.slice(512, 516)]).toEqual([8, 8, 8, 8]);
  });

  test('a memory of another size is refused with the size that is expected', async () => {
    const module = await WebAssembly.compile(bytes);
    const small = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const error = refusal(() => instantiateKernels(module, small));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain(`${MEMORY_PAGES} pages`);
  });

  test('a module without the kernels is refused by their names', async () => {
    const empty = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    const error = refusal(() => instantiateKernels(empty, createKernelMemory()));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain('run_agents');
  });
});
