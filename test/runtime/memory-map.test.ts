// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import {
  assertMemoryMap,
  createSwarmMemory,
  MEMORY_BYTES,
  MEMORY_MAP,
  MIB,
  PICTURE_PIXELS,
} from '../../src/runtime/memory-map.ts';

describe('the memory', () => {
  test('is shared, of 64 MiB, and divided as the seed draws it', () => {
    const { memory, isShared, pools } = createSwarmMemory();
    expect(isShared).toBe(true);
    expect(memory.buffer.byteLength).toBe(64 * MIB);
    expect(MEMORY_MAP.weights).toEqual({ start: 4 * MIB, end: 20 * MIB });
    expect(MEMORY_MAP.shared.end - MEMORY_MAP.shared.start).toBe(12 * MIB);
    expect(PICTURE_PIXELS).toBe(6 * MIB);
    for (const pool of Object.values(pools)) expect(pool.used).toBe(0);
  });

  test('never gives address 0 away: to the kernels it means none', () => {
    expect(createSwarmMemory().pools.static.allocate(16)).toBeGreaterThan(0);
  });

  test('ends every pool where its region ends', () => {
    const { pools } = createSwarmMemory();
    expect(pools.shared.end).toBe(MEMORY_BYTES);
    expect(() => pools.static.allocate(4 * MIB)).toThrow(/static memory/);
    expect(pools.weights.allocate(16 * MIB)).toBe(4 * MIB);
  });
});

test.each([
  ['a hole', { a: { start: 0, end: MIB }, b: { start: 2 * MIB, end: MEMORY_BYTES } }, /region b .* from 1048576 on/],
  ['half a page', { a: { start: 0, end: 100 }, b: { start: 100, end: MEMORY_BYTES } }, /region a/],
  ['an empty region', { a: { start: 0, end: 0 } }, /region a/],
  ['too little', { a: { start: 0, end: MIB } }, /ends at 1048576, expected 67108864/],
])('a map with %s is refused', (_, map, sentence) => {
  expect(() => assertMemoryMap(map)).toThrow(sentence);
});
