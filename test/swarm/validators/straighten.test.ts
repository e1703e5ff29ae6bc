// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { straighten } from '../../../src/swarm/validators/straighten.ts';

const score = fc.double({ min: 0, max: 1, noNaN: true });

describe('a score', () => {
  test('is scaled and shifted as a logit', () => {
    expect(straighten(0.5, [3, 0])).toBe(0.5);
    expect(straighten(0.5, [3, Math.log(3)])).toBeCloseTo(0.75, 9);
    expect(straighten(0.9, [0.5, 0])).toBeCloseTo(0.75, 9);
  });

  test('stays one, and in order', () => {
    fc.assert(
      fc.property(score, score, fc.double({ min: 0, max: 10, noNaN: true }), (a, b, gain) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((one) => straighten(one, [gain, -2])) as [
          number,
          number,
        ];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('is what it was by the line that changes nothing', () => {
    fc.assert(
      fc.property(score, (one) => {
        expect(straighten(one, [1, 0])).toBeCloseTo(one, 5);
      }),
    );
  });
});
