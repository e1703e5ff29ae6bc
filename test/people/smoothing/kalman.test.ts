// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctPoint, createMovingPoints, movePoint, startPoint } from '../../../src/people/smoothing/kalman.ts';

describe('a moving point', () => {
  test('finds its speed, and predicts by it', () => {
    const points = createMovingPoints(1);
    startPoint(points, 0, 0, 100, 4, 1e6);
    for (let i = 1; i <= 30; i++) {
      movePoint(points, 0, 1 / 30, 10);
      correctPoint(points, 0, i * 5, 100 - i * 2, 4);
    }
    expect(points.vx[0]).toBeCloseTo(150, 0);
    expect(points.vy[0]).toBeCloseTo(-60, 0);
    movePoint(points, 0, 1, 10);
    expect(points.x[0]).toBeCloseTo(300, 0);
  });

  test('weighs a measurement by how sure it is', () => {
    const [sure, unsure] = [createMovingPoints(1), createMovingPoints(1)];
    for (const [points, variance] of [[sure, 1] as const, [unsure, 10_000] as const]) {
      startPoint(points, 0, 0, 0, 100, 100);
      correctPoint(points, 0, 10, 0, variance);
    }
    expect(sure.x[0]).toBeGreaterThan(9.8);
    expect(unsure.x[0]).toBeLessThan(0.2);
  });

  test('moved twice is moved once by the sum of the times', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        (first, second, noise) => {
          const [twice, once] = [createMovingPoints(1), createMovingPoints(1)];
          for (const points of [twice, once]) {
            startPoint(points, 0, 3, 4, 2, 50);
            correctPoint(points, 0, 5, 9, 2);
          }
          movePoint(twice, 0, first, noise);
          movePoint(twice, 0, second, noise);
          movePoint(once, 0, first + second, noise);
          for (const field of ['x', 'y', 'placeVariance', 'crossVariance', 'speedVariance'] as const) {
            expect(twice[field][0]).toBeCloseTo(once[field][0]!, 6);
          }
        },
      ),
    );
  });

  test('keeps a covariance that is one, whatever it measures', () => {
    const measurement = fc.tuple(
      fc.double({ min: 0.001, max: 2, noNaN: true }),
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(measurement, { minLength: 1, maxLength: 60 }), (measurements) => {
        const points = createMovingPoints(1);
        startPoint(points, 0, 0, 0, 4, 1e4);
        for (const [seconds, place, variance] of measurements) {
          movePoint(points, 0, seconds, 100);
          correctPoint(points, 0, place, -place, variance);
          const [pp, pv, vv] = [points.placeVariance[0]!, points.crossVariance[0]!, points.speedVariance[0]!];
          expect(pp).toBeGreaterThan(0);
          expect(vv).toBeGreaterThan(0);
          expect(pp * vv - pv * pv).toBeGreaterThan(0);
          expect(Number.isFinite(points.x[0]! + points.y[0]!)).toBe(true);
        }
      }),
    );
  });
});
