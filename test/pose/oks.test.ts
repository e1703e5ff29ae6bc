// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SIGMAS } from '../../src/pose/keypoints.ts';
import { oks, type Point } from '../../src/pose/oks.ts';

const still = (x: number, y: number): Point[] => SIGMAS.map(() => ({ x, y }));

test('equal poses are wholly similar, also when the area is 0', () => {
  expect(oks(still(3, 4), still(3, 4), 5000)).toBe(1);
  expect(oks(still(3, 4), still(3, 4), 0)).toBe(1);
});

test('a joint that is off by k times the square root of the area counts exp(-1/2), with k twice its sigma', () => {
  const area = 90 * 90;
  for (const [joint, sigma] of SIGMAS.entries()) {
    const distance = 2 * sigma * Math.sqrt(area);
    expect(oks(still(0, 0), still(distance, 0), area, [joint])).toBeCloseTo(Math.exp(-0.5), 12);
  }
});

test('the mean goes over the named joints only, and none gives 0', () => {
  const moved = still(0, 0);
  moved[0] = { x: 1e6, y: 0 };
  expect(oks(still(0, 0), moved, 5000, [0, 5])).toBe(0.5);
  expect(oks(still(0, 0), moved, 5000, [5, 6])).toBe(1);
  expect(oks(still(0, 0), moved, 5000)).toBeCloseTo(16 / 17, 12);
  expect(oks(still(0, 0), still(0, 0), 5000, [])).toBe(0);
});

test('similarity is symmetric, within 0..1, and does not change when picture and person grow together', () => {
  const place = fc.record({
    x: fc.double({ min: 0, max: 100, noNaN: true }),
    y: fc.double({ min: 0, max: 100, noNaN: true }),
  });
  const pose = fc.array(place, { minLength: 17, maxLength: 17 });
  fc.assert(
    fc.property(pose, pose, fc.integer({ min: 100, max: 10000 }), (a, b, area) => {
      const value = oks(a, b, area);
      const grow = (points: Point[]) => points.map(({ x, y }) => ({ x: 3 * x, y: 3 * y }));
      expect(value).toBe(oks(b, a, area));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(oks(grow(a), grow(b), 9 * area)).toBeCloseTo(value, 9);
    }),
  );
});
