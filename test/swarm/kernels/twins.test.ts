// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../../src/swarm/kernels/kernels.ts';
import { relaxedSimdSupported } from '../../../src/swarm/kernels/tier.ts';
import { instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';
import { compareTwins, summary } from './compare-twins.ts';

const asset = (file: string) => readFile(new URL(`../../../assets/${file}`, import.meta.url));
const BINARIES = ['kernels.wasm', ...(relaxedSimdSupported() ? ['kernels.relaxed.wasm'] : [])];

describe.each(BINARIES)('%s', (file) => {
  test('gives what the scalar twins give, on every kernel, and writes nowhere else', async () => {
    const module = await WebAssembly.compile(await asset(file));
    const comparisons = [1, 2].flatMap((seed) => compareTwins((memory) => instantiateKernels(module, memory), seed));
    console.info(`${file} against the scalar twins\n${summary(comparisons)}`);

    expect(new Set(comparisons.map(({ kernel }) => kernel))).toEqual(new Set(KERNEL_NAMES));
    expect(comparisons.filter((c) => !(c.difference <= c.tolerance) || c.strayBytes > 0)).toEqual([]);
  });
});
