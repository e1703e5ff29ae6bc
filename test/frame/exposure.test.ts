// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toneOf, unpackTone } from '../../src/frame/exposure.ts';
import type { Frame } from '../../src/frame/frame.ts';

/** A picture of greys from `darkest` to `lightest`, row by row, with bars of black above and below that take `bars` of it. */
function greys(darkest: number, lightest: number, bars = 0): Frame {
  const [width, height] = [60, 90];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const inside = Math.abs(y + 0.5 - height / 2) < (height / 2) * (1 - bars);
    for (let x = 0; x < width; x++) {
      const value = inside ? darkest + ((lightest - darkest) * (x + 0.5)) / width : 0;
      data.fill(value, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height };
}

/** What becomes of a grey of 0..255. */
function shown(grey: number, packed: number): number {
  const { black, gain, lift } = unpackTone(packed);
  const value = Math.min(Math.max((grey / 255 - black) * gain, 0), 1);
  return value / (1 - lift + lift * value);
}

describe('the tone of a picture', () => {
  test('is nothing where it is exposed as pictures are, and where all is black', () => {
    const tones = [greys(0, 255), greys(20, 210), greys(0, 0), greys(2, 3)].map(toneOf);
    expect(tones).toEqual([0, 0, 0, 0]);
    expect(unpackTone(0)).toEqual({ black: 0, gain: 1, lift: 0 });
  });

  test('clears haze: what was darkest and lightest is black and white', () => {
    const tone = toneOf(greys(130, 220));
    expect(shown(131, tone)).toBeCloseTo(0, 1);
    expect(shown(219, tone)).toBeCloseTo(1, 1);
  });

  test('stretches no more than four times', () => {
    const { gain } = unpackTone(toneOf(greys(100, 110)));
    expect(gain).toBeGreaterThan(3.8);
    expect(gain).toBeLessThanOrEqual(4.05);
    expect(shown(105, toneOf(greys(100, 110)))).toBeGreaterThan(0.2);
  });

  test('lifts the shadows of a dark picture in which something is light', () => {
    const dark = greys(0, 60);
    dark.data.fill(255, 0, 60 * 4 * 4);
    const tone = toneOf(dark);
    const { gain, lift } = unpackTone(tone);
    expect(gain).toBe(1);
    expect(lift).toBeGreaterThan(0.5);
    expect(lift).toBeLessThanOrEqual(0.8);
    expect([shown(0, tone), shown(255, tone)]).toEqual([0, 1]);
  });

  test('begins gently: the flatter and the darker, the more', () => {
    const gains = Array.from({ length: 60 }, (_, i) => unpackTone(toneOf(greys(i, 255 - i))).gain);
    for (const [i, gain] of gains.entries()) expect(gain - (gains[i - 1] ?? 1)).toBeLessThan(0.2);
    expect(gains[59]! - gains[0]!).toBeGreaterThan(0.5);
    const lifts = Array.from({ length: 40 }, (_, i) => {
      const dark = greys(0, 170 - i);
      dark.data.fill(255, 0, 60 * 4 * 3);
      return unpackTone(toneOf(dark)).lift;
    });
    for (const [i, lift] of lifts.entries()) expect(Math.abs(lift - (lifts[i - 1] ?? lift))).toBeLessThan(0.06);
  });

  test('does not ask the bars of a film', () => {
    expect(toneOf(greys(10, 240, 0.5))).toBe(0);
  });

  test('of any picture keeps order, and what is between black and white', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (data) => {
        const tone = toneOf({ data, width: 8, height: 8 });
        const values = Array.from({ length: 256 }, (_, grey) => shown(grey, tone));
        expect(values.every((value, i) => value >= (values[i - 1] ?? 0) && value <= 1)).toBe(true);
        expect(unpackTone(tone).gain).toBeLessThanOrEqual(4.1);
      }),
    );
  });
});
