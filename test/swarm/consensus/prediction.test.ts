// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctPoint, createMovingPoints, movePoint, startPoint } from '../../../src/people/smoothing/kalman.ts';
import { heedPrediction, predictionShare } from '../../../src/swarm/consensus/prediction.ts';

const input = { width: 96, height: 128 };
const rect = { x0: 100, y0: 50, x1: 100 + 2 * 96, y1: 50 + 2 * 128 };
const weight = fc.double({ min: 0.01, max: 32, noNaN: true });
const length = fc.double({ min: 0, max: 1e4, noNaN: true });

describe('the prediction among the squads', () => {
  test('moves the answer by a third of the way at most, and by less, the more squads are sure', () => {
    fc.assert(
      fc.property(length, length, weight, fc.double(), (distance, spread, squads, trust) => {
        const share = predictionShare(distance, spread, 2, squads, trust);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 / 3 + 1e-12);
        // Half of what a sure squad counts.
        expect(share * (squads + 0.5)).toBeLessThanOrEqual(0.5 + 1e-9);
        if (!(distance <= Math.max(2.5 * spread, 2))) expect(share).toBe(0);
      }),
    );
  });

  test('has no say where nobody sees the joint, or nothing is known of it', () => {
    expect(predictionShare(1, 3, 2, 0, 1)).toBe(0);
    expect(predictionShare(1, 3, 2, 8, 0.1)).toBe(0);
    expect(predictionShare(1, 3, 2, 8, Number.NaN)).toBe(0);
    expect(predictionShare(Number.NaN, 3, 2, 8, 1)).toBe(0);
  });

  test('holds a joint that squads see badly, and leaves one that they see well', () => {
    const f32 = new Float32Array(17 * 8);
    // Reference-crop px; eight squads, with a confidence of 0.9, and of 0.1 from joint 9 on.
    for (let joint = 0; joint < 17; joint++) f32.set([40, 60, joint < 9 ? 0.9 : 0.1, 4, 0, 1, 8, 0], joint * 8);
    const x = new Array(17).fill(100 + 2 * 46);
    const y = new Array(17).fill(50 + 2 * 60);
    heedPrediction(f32, 0, { x, y, scores: new Array(17).fill(0.8) }, { rect, input, quarter: 0 }, { x: 0, y: 0 });
    expect(f32[0]! - 40).toBeCloseTo((6 * 0.4) / 7.6, 4);
    expect(f32[9 * 8]! - 40).toBeCloseTo(6 / 3, 4);
    expect([f32[1], f32[9 * 8 + 1]]).toEqual([60, 60]);
    expect([...f32.subarray(2, 8)].map((value) => Number(value.toFixed(3)))).toEqual([0.9, 4, 0, 1, 8, 0]);
  });

  test('holds joints of somebody who is turned as well', () => {
    const f32 = new Float32Array(17 * 8);
    for (let joint = 0; joint < 17; joint++) f32.set([40, 60, 0.1, 4, 0, 1, 8, 0], joint * 8);
    // Six px to the right of (40, 60) in the upright frame, where x is the picture's y and y is minus the picture's x.
    const x = new Array(17).fill(-(50 + 2 * 60));
    const y = new Array(17).fill(100 + 2 * 46);
    heedPrediction(f32, 0, { x, y, scores: new Array(17).fill(0.8) }, { rect, input, quarter: 1 }, { x: 0, y: 0 });
    expect([f32[0]! - 40, f32[1]]).toEqual([expect.closeTo(2, 4), 60]);
  });

  test.each([
    [2, 0.9],
    [30, 0.1],
  ])('freezes nobody: a step of 50 px is followed at once (spread %i px, confidence %f)', (spread, confidence) => {
    const points = createMovingPoints(1);
    startPoint(points, 0, 500, 0, 4, 100);
    let shown = 500;
    const squads = 8 * confidence;
    for (let i = 1; i <= 33; i++) {
      movePoint(points, 0, 1 / 30, (2.5 * 175) ** 2);
      const seen = i <= 30 ? 500 : 550;
      const off = points.x[0]! - seen;
      shown = seen + predictionShare(Math.abs(off), spread, 2, squads, 0.8) * off;
      correctPoint(points, 0, shown, 0, (spread * spread + 3.5 ** 2) / confidence ** 2);
    }
    // 100 ms after the step.
    expect((shown - 500) / 50).toBeGreaterThan(0.66);
    if (confidence > 0.5) expect((shown - 500) / 50).toBeGreaterThan(0.97);
  });
});
