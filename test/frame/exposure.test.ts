// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLightMeter, isPlain, LIFT_STEPS, TONE, type Tone } from '../../src/frame/exposure.ts';
import type { Frame } from '../../src/frame/frame.ts';

type Range = readonly [darkest: number, lightest: number];

/** Every channel from its darkest to its lightest value, column by column, with bars of black that take `bars` of the height. */
function picture(channels: readonly [Range, Range, Range], bars = 0): Frame & { data: Uint8ClampedArray } {
  const [width, height] = [60, 90];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < data.length; at += 4) {
    const y = Math.floor(at / 4 / width);
    const inside = Math.abs(y + 0.5 - height / 2) < (height / 2) * (1 - bars);
    for (const [c, [darkest, lightest]] of channels.entries()) {
      data[at + c] = inside ? darkest + ((lightest - darkest) * (((at / 4) % width) + 0.5)) / width : 0;
    }
  }
  return { data, width, height };
}

const greys = (darkest: number, lightest: number, bars = 0) => {
  const range: Range = [darkest, lightest];
  return picture([range, range, range], bars);
};
const toneOf = (frame: Frame): Tone => createLightMeter()(frame);
const gain = (tone: Tone, channel = 0): number =>
  255 / (255 - tone[TONE.black + channel]! - tone[TONE.white + channel]!);

/** What becomes of a value of 0..255. */
function shown(value: number, tone: Tone, channel = 0): number {
  const v = Math.min(Math.max(((value - tone[TONE.black + channel]!) / 255) * gain(tone, channel), 0), 1);
  const lift = tone[TONE.lift]! / LIFT_STEPS;
  return v / (1 - lift + lift * v);
}

/** A dark picture in which something is light. */
function lamp(lightest: number): Frame {
  const dark = greys(0, lightest);
  dark.data.fill(255, 0, 60 * 4 * 3);
  return dark;
}

describe('the tone of a picture', () => {
  test('is plain where it is exposed as pictures are, and where all is black', () => {
    for (const frame of [greys(0, 255), greys(20, 230), greys(0, 0), greys(2, 3)]) {
      expect(isPlain(toneOf(frame))).toBe(true);
    }
  });

  test('clears haze: what was darkest and lightest is black and white', () => {
    const tone = toneOf(greys(130, 220));
    expect(shown(131, tone)).toBeCloseTo(0, 1);
    expect(shown(219, tone)).toBeCloseTo(1, 1);
  });

  test('takes coloured light away: each channel has its own white', () => {
    const tone = toneOf(
      picture([
        [0, 255],
        [0, 200],
        [0, 120],
      ]),
    );
    expect(gain(tone, 0)).toBe(1);
    expect(gain(tone, 1)).toBeGreaterThan(1);
    expect(gain(tone, 2)).toBeGreaterThan(2);
    expect(shown(118, tone, 2)).toBeCloseTo(1, 1);
  });

  test('stretches no more than four times', () => {
    const tone = toneOf(greys(100, 110));
    expect(gain(tone)).toBeCloseTo(4, 1);
    expect(shown(105, tone)).toBeGreaterThan(0.2);
  });

  test('lifts the shadows of a dark picture in which something is light', () => {
    const tone = toneOf(lamp(60));
    expect(gain(tone)).toBe(1);
    expect(tone[TONE.lift]! / LIFT_STEPS).toBeGreaterThan(0.5);
    expect(tone[TONE.lift]! / LIFT_STEPS).toBeLessThanOrEqual(0.801);
    expect([shown(0, tone), shown(255, tone)]).toEqual([0, 1]);
  });

  test('begins gently: the flatter and the darker, the more', () => {
    const gains = Array.from({ length: 60 }, (_, i) => gain(toneOf(greys(i, 255 - i))));
    for (const [i, value] of gains.entries()) expect(value - (gains[i - 1] ?? 1)).toBeLessThan(0.2);
    expect(gains[59]! - gains[0]!).toBeGreaterThan(0.5);
    const lifts = Array.from({ length: 80 }, (_, i) => toneOf(lamp(160 - i))[TONE.lift]!);
    for (const [i, lift] of lifts.entries()) expect(Math.abs(lift - (lifts[i - 1] ?? lift))).toBeLessThan(16);
    expect(lifts[79]! - lifts[0]!).toBeGreaterThan(100);
  });

  test('does not ask the bars of a film', () => {
    expect(isPlain(toneOf(greys(10, 240, 0.5)))).toBe(true);
  });

  test('is another one with the next picture', () => {
    const meter = createLightMeter();
    expect([greys(130, 220), greys(0, 255), greys(130, 220)].map((frame) => isPlain(meter(frame)))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('of any picture keeps order, and whole numbers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (data) => {
        const tone = toneOf({ data, width: 8, height: 8 });
        expect(Array.from(tone).every((word) => Number.isInteger(word) && word >= 0 && word < 256)).toBe(true);
        for (const channel of [0, 1, 2]) {
          const values = Array.from({ length: 256 }, (_, value) => shown(value, tone, channel));
          expect(values.every((value, i) => value >= (values[i - 1] ?? 0) && value <= 1)).toBe(true);
          expect(gain(tone, channel)).toBeLessThanOrEqual(4.1);
        }
      }),
    );
  });
});
