// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rounded } from '../../src/pose/rounded.ts';

test('numbers keep so many decimals', () => {
  expect([rounded(1.23456, 2), rounded(-0.5, 3), rounded(2, 2)]).toEqual([1.23, -0.5, 2]);
  expect(rounded(-0.004, 2)).toBeCloseTo(0);
});

test('rounding moves a number by half a unit of the last decimal at most, and what is rounded stays', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 5 }), (value, decimals) => {
      const once = rounded(value, decimals);
      expect(Math.abs(once - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
      expect(rounded(once, decimals)).toBe(once);
    }),
  );
});
