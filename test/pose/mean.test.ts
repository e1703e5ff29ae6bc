// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { mean } from '../../src/pose/mean.ts';

test('the mean of what is there, in whatever it comes, and 0 of nothing', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean(new Float32Array([0.5, -0.5]))).toBe(0);
  expect(mean([])).toBe(0);
});
