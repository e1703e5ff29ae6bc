// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { keepVerified } from '../../src/runtime/verified-bytes.ts';

const ranges = [
  { start: 16, end: 48 },
  { start: 64, end: 80 },
];

test('damage within the ranges is seen and mended; what lies outside is nobody’s business', () => {
  const words = Int32Array.from({ length: 32 }, (_, i) => i * 7);
  const before = words.slice();
  const kept = keepVerified(words.buffer, ranges);
  words[0] = -1;
  words[13] = -1;
  expect(kept.intact()).toBe(true);
  words[5] = 0;
  words[17] = 0;
  expect(kept.intact()).toBe(false);
  expect(kept.intactIn({ start: 16, end: 20 })).toBe(true);
  expect(kept.intactIn({ start: 20, end: 24 })).toBe(false);
  expect(kept.restoreIn({ start: 20, end: 24 })).toBe(true);
  expect([kept.intactIn({ start: 16, end: 48 }), kept.intact()]).toEqual([true, false]);
  expect(kept.restore()).toBe(true);
  expect(kept.intact()).toBe(true);
  before.set([-1], 0);
  before.set([-1], 13);
  expect(words).toEqual(before);
});

test('parts that were emptied on purpose hold zeros and nothing else; around them all is as it was', () => {
  const words = Int32Array.from({ length: 32 }, (_, i) => i * 7 + 1);
  const kept = keepVerified(words.buffer, ranges);
  const emptied = [
    { start: 64, end: 72 },
    { start: 20, end: 32 },
  ];
  words.fill(0, 5, 8);
  words.fill(0, 16, 18);
  expect([kept.intact(), kept.intact(emptied)]).toEqual([false, true]);
  for (const word of [4, 6, 8, 17, 18]) {
    const before = words[word] ?? 0;
    words[word] = before + 1;
    expect(kept.intact(emptied), `word ${word}`).toBe(false);
    words[word] = before;
  }
  expect(kept.intact(emptied)).toBe(true);
});

test('bytes that were never kept are neither intact nor restored', () => {
  const kept = keepVerified(new Int32Array(32).buffer, ranges);
  expect(kept.intactIn({ start: 40, end: 68 })).toBe(false);
  expect(kept.restoreIn({ start: 0, end: 16 })).toBe(false);
});
