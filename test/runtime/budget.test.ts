// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { frameBudgetMs, LEAST_VIDEO_BUDGET_MS } from '../../src/runtime/budget.ts';

test('what the caller says counts, for stills and videos', () => {
  expect(frameBudgetMs({ budgetMs: 9 }, undefined)).toBe(9);
  expect(frameBudgetMs({ targetFps: 50 }, 33)).toBe(20);
});

test('otherwise a still image has all the time, and a frame a quarter of the time between two', () => {
  expect(frameBudgetMs({}, undefined)).toBeUndefined();
  expect(frameBudgetMs({}, 0)).toBe(LEAST_VIDEO_BUDGET_MS);
  expect(frameBudgetMs({}, 1000 / 240)).toBe(LEAST_VIDEO_BUDGET_MS);
  expect(frameBudgetMs({}, 40)).toBe(10);
});
