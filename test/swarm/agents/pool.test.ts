// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { align, createPool, type Pool } from '../../../src/swarm/agents/pool.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { seededRandom } from '../../support/random.ts';

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

test('what was lent is taken back, and is lent again to whoever fits in', () => {
  const pool = createPool('test', 0, 160);
  pool.allocate(16);
  const [a, b, c] = [pool.lend(30), pool.lend(32), pool.lend(48)];
  expect([a, b, c].map(({ start, end }) => [start, end])).toEqual([
    [16, 48],
    [48, 80],
    [80, 128],
  ]);
  pool.takeBack(a);
  expect([pool.lend(16).start, pool.lend(16).start, pool.lend(16).start]).toEqual([16, 32, 128]);
  pool.takeBack(b);
  expect(pool.allocate(16)).toBe(144);
  expect(() => pool.lend(48)).toThrow(badWeights(/needs 208 bytes of test memory, expected at most 160/));
  pool.takeBack(c);
  expect(pool.lend(80).start).toBe(48);
});

test('a pool of which all was taken back is as it was, in whatever order, and never gives two the same', () => {
  const random = seededRandom(4);
  const pool = createPool('test', 1000, 100_000);
  pool.allocate(100);
  const { used } = pool;
  const lent: Pool[] = [];
  for (let i = 0; i < 1000; i++) {
    if (lent.length > 7 || (lent.length > 0 && random() < 0.4)) {
      for (const one of lent.splice(Math.floor(random() * lent.length), 1)) pool.takeBack(one);
    } else lent.push(pool.lend(Math.floor(random() * 4000)));
    const inOrder = lent.toSorted((a, b) => a.start - b.start || a.end - b.end);
    const ends = [1008 + 112, ...inOrder.map(({ end }) => end)];
    expect(inOrder.findIndex(({ start }, k) => start < (ends[k] ?? 0))).toBe(-1);
    expect(ends.at(-1)).toBeLessThanOrEqual(pool.start + pool.used);
  }
  for (const one of lent) pool.takeBack(one);
  expect(pool.used).toBe(used);
});

test('a pool that was lent ends where it ends', () => {
  const lent = createPool('test', 0, 160).lend(32);
  expect([lent.allocate(20), lent.used]).toEqual([0, 32]);
  expect(() => lent.allocate(1)).toThrow(badWeights(/needs 48 bytes of test memory, expected at most 32/));
});
