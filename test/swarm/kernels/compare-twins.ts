// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../../src/swarm/kernels/scalar.ts';
import { createKernelMemory } from '../../../src/swarm/kernels/wasm.ts';
import { Arena } from './arena.ts';
import { TWIN_CASES } from './twin-cases.ts';

export interface Comparison {
  readonly kernel: keyof Kernels;
  readonly name: string;
  /** Absolute, or relative to the number where that is above 1; Infinity when one is finite and the other is not. */
  readonly difference: number;
  readonly tolerance: number;
  /** Bytes written outside results and scratch by either tier. */
  readonly strayBytes: number;
}

function differenceOf(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  const distance = Math.abs(a - b) / Math.max(1, Math.abs(a));
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

/** Runs every case on the scalar twin and on another implementation, each on a memory of its own with the same content. */
export function compareTwins(implementation: (memory: WebAssembly.Memory) => Kernels, seed: number): Comparison[] {
  const memory = createKernelMemory();
  const twinMemory = createKernelMemory();
  const kernels = implementation(memory);
  const twin = scalarKernels(twinMemory);
  return TWIN_CASES.map((item, index) => {
    const arena = new Arena(memory, seed * 10_000 + index);
    const { call, results, scratch } = item.prepare(arena);
    const bytes = new Uint8Array(memory.buffer, 0, arena.used);
    const twinBytes = new Uint8Array(twinMemory.buffer, 0, arena.used);
    const before = bytes.slice();
    twinBytes.set(bytes);
    call(kernels);
    call(twin);

    const [at, count] = results;
    const got = new Float32Array(memory.buffer, at, count);
    const expected = new Float32Array(twinMemory.buffer, at, count);
    let difference = 0;
    for (let i = 0; i < count; i++) difference = Math.max(difference, differenceOf(expected[i]!, got[i]!));

    let strayBytes = 0;
    for (let i = 0; i < arena.used; i++) {
      if (i >= at && i < at + count * 4) continue;
      if (scratch !== undefined && i >= scratch[0] && i < scratch[0] + scratch[1]) continue;
      if (bytes[i] !== before[i] || twinBytes[i] !== before[i]) strayBytes++;
    }
    return { kernel: item.kernel, name: item.name, difference, tolerance: item.tolerance, strayBytes };
  });
}

/** The largest difference and the number of cases of each kernel, as lines of a table. */
export function summary(comparisons: readonly Comparison[]): string {
  const lines = new Map<string, { cases: number; difference: number }>();
  for (const { kernel, difference } of comparisons) {
    const line = lines.get(kernel) ?? { cases: 0, difference: 0 };
    lines.set(kernel, { cases: line.cases + 1, difference: Math.max(line.difference, difference) });
  }
  return [...lines]
    .map(
      ([kernel, line]) =>
        `${kernel.padEnd(20)} ${String(line.cases).padStart(4)} cases, max difference ${line.difference.toExponential(1)}`,
    )
    .join('\n');
}
