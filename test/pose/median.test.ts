// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { median } from '../../src/pose/median.ts';

test('the middle of what is there, in whatever order, and the list stays as it was', () => {
  const values = [5, 1, 3];
  expect(median(values)).toBe(3);
  expect(values).toEqual([5, 1, 3]);
  expect(median([4, 1])).toBe(2.5);
  expect(median([-1])).toBe(-1);
  expect(median([])).toBeUndefined();
});
