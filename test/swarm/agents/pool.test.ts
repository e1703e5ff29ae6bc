// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { align, createPool } from '../../../src/swarm/agents/pool.ts';
import { badWeights } from '../../support/bad-weights.ts';

test('blocks follow each other on multiples of sixteen bytes', () => {
  const pool = createPool('test', 1000, 2000);
  expect([pool.allocate(1), pool.allocate(16), pool.allocate(17), pool.allocate(0)]).toEqual([1008, 1024, 1040, 1072]);
  expect(pool.used).toBe(72);
  expect(align(33)).toBe(48);
});

test('a pool that is full says how much was needed, and stays as it was', () => {
  const pool = createPool('test', 0, 64);
  pool.allocate(48);
  expect(() => pool.allocate(17)).toThrow(badWeights(/needs 80 bytes of test memory, expected at most 64/));
  expect(() => pool.allocate(Number.NaN)).toThrow(badWeights(/NaN/));
  expect(pool.allocate(16)).toBe(48);
});
