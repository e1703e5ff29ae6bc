// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { measureSoak, slope } from '../../../bench/soak/measure.ts';

test('the line through the samples says what grows', () => {
  const line = [0, 15, 30, 45].map((x) => [x, 100 + 2 * x] as const);
  expect(slope(line)).toBeCloseTo(2, 9);
  expect(slope([[0, 5]])).toBe(0);
  expect(slope([])).toBe(0);
});

test('a soak asks the page for its memory between stretches of work, and counts what is left of the cycles', async () => {
  const asked: string[] = [];
  let frames = 0;
  const answer = (script: string): unknown => {
    asked.push(script);
    if (script.includes('memoryInPage')) return { heapKB: 1000 + asked.length, pageMB: 70 };
    if (script.includes('work(')) frames += 10;
    return frames;
  };
  // Of a page, a soak uses these two.
  const page = { evaluate: async (script: string) => answer(script), workers: () => [] } as unknown as Page;
  const picture = { width: 10, height: 20 };
  const report = await measureSoak(page, { minutes: 5, cycles: 7, workers: 2, picture });
  expect(report.samples.map(({ seconds, frames }) => [seconds, frames])).toEqual([
    [0, 30],
    [150, 40],
    [300, 50],
  ]);
  expect(report.heapKBPerMinute).toBe(1);
  expect(report.cycles).toMatchObject({ count: 7, workers: 2, workersLeft: 0, before: { pageMB: 70 } });
  expect(asked.filter((script) => script.includes('cycle'))).toEqual(['soak.cycle(5, 2)', 'soak.cycle(7, 2)']);
});
