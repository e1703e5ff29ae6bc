// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIFT_STEPS, liftOf } from '../../src/frame/exposure.ts';

/** A picture of one grey, with bars of another above and below that take `bars` of it. */
function grey(value: number, bars = 0, bar = 0, width = 64, height = 80) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const inside = Math.abs(y + 0.5 - height / 2) < (height / 2) * (1 - bars);
    for (let i = y * width * 4; i < (y + 1) * width * 4; i++) if (i % 4 < 3) data[i] = inside ? value : bar;
  }
  return { data, width, height };
}

/** What becomes of a grey: see `Kernels.lift_f32`. */
function lifted(value: number, lift: number): number {
  const amount = lift / LIFT_STEPS;
  const v = value / 255;
  return v / (1 - amount + amount * v);
}

describe('the lift of a picture', () => {
  test('is nothing in usual light, and nothing where all is black', () => {
    expect([255, 128, 77, 2, 0].map((value) => liftOf(grey(value)))).toEqual([0, 0, 0, 0, 0]);
  });

  test('brings what is dark to the light that the agents know, but not more than five times', () => {
    expect(lifted(45, liftOf(grey(45)))).toBeCloseTo(0.42, 2);
    expect(liftOf(grey(8))).toBe(Math.round(0.8 * LIFT_STEPS));
  });

  test('begins gently: the darker, the more', () => {
    const lifts = Array.from({ length: 75 }, (_, i) => liftOf(grey(76 - i)));
    for (const [i, lift] of lifts.slice(0, -4).entries()) {
      expect(lift).toBeGreaterThanOrEqual(lifts[i - 1] ?? 0);
      expect(lift - (lifts[i - 1] ?? 0)).toBeLessThan(12);
    }
  });

  test('does not ask the bars of a film', () => {
    expect(liftOf(grey(110, 0.5))).toBe(0);
    expect(liftOf(grey(40, 0.5, 3))).toBe(liftOf(grey(40)));
  });

  test('is a whole number of any picture', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (data) => {
        const lift = liftOf({ data, width: 8, height: 8 });
        expect(Number.isInteger(lift) && lift >= 0 && lift <= 0.8 * LIFT_STEPS + 1).toBe(true);
      }),
    );
  });
});
