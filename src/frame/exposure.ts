// SPDX-License-Identifier: Apache-2.0
// How a picture was exposed, and what makes up for it before anybody looks: squads and scouts have learned from pictures as
// cameras mostly make them, and are half blind in haze or in the dark (docs/accuracy.md).
import type { Frame } from './frame.ts';

/**
 * What is to be done with the values of a picture, as `Kernels.tone_f32` does it. It passes between threads as one whole
 * number (`packTone`), of which 0 is nothing at all.
 */
export interface Tone {
  /** The value that becomes black, and the factor above it. */
  readonly black: number;
  readonly gain: number;
  /** How much the shadows are lifted then, 0 to less than 1. */
  readonly lift: number;
}

/** A picture of less than `FLAT` between its darkest and its lightest value is stretched in full, of more than `DEEP` not. */
const FLAT = 0.5;
const DEEP = 0.7;
/** Values are never further apart than so many times as before: so are noise and the blocks of compression. */
const MOST_GAIN = 4;
/** The mean that dark pictures are lifted to, in full below `DARK`, above `LIGHT` not at all. */
const WANTED = 0.42;
const DARK = 0.2;
const LIGHT = 0.3;
/** Black becomes at most five times as steep. */
const MOST_LIFT = 0.8;
/** Of 255. What is darker in all channels shows nothing: the bars above and below a film. */
const BARS = 3;
/** Pixels along each side that are asked: the mean of so many is within .01 of that of all. */
const GRID = 48;
const LIFT_STEPS = 256;

/** The packed tone of a picture: 0 for most of them. */
export function toneOf({ data, width, height }: Frame): number {
  let [sum, count] = [0, 0];
  // The third lowest and highest values, least channel and most: two pixels of noise say nothing.
  let [low1, low2, low3] = [255, 255, 255];
  let [high1, high2, high3] = [0, 0, 0];
  for (let row = 0; row < GRID; row++) {
    const y = Math.floor(((row + 0.5) * height) / GRID);
    for (let column = 0; column < GRID; column++) {
      const at = (y * width + Math.floor(((column + 0.5) * width) / GRID)) * 4;
      const r = data[at] ?? 0;
      const g = data[at + 1] ?? 0;
      const b = data[at + 2] ?? 0;
      const most = Math.max(r, g, b);
      if (most <= BARS) continue;
      const least = Math.min(r, g, b);
      sum += r + g + b;
      count++;
      low3 = Math.min(low3, Math.max(low2, least));
      low2 = Math.min(low2, Math.max(low1, least));
      low1 = Math.min(low1, least);
      high3 = Math.max(high3, Math.min(high2, most));
      high2 = Math.max(high2, Math.min(high1, most));
      high1 = Math.max(high1, most);
    }
  }
  return count === 0 ? 0 : packTone(low3 / 255, high3 / 255, sum / (count * 3 * 255));
}

/** From the darkest and lightest value and the mean of a picture, all 0..1. */
function packTone(darkest: number, lightest: number, mean: number): number {
  const range = Math.max(lightest - darkest, 0);
  // Of a range that is too small to be stretched in full, as much as may be from both ends.
  const spare = Math.min(1 - range, 1 - 1 / MOST_GAIN) / Math.max(1 - range, 1e-6);
  const stretch = ramp(range, FLAT, DEEP) * spare;
  const black = Math.round(255 * darkest * stretch);
  const white = Math.round(255 * (1 - lightest) * stretch);
  const stretched = (mean * 255 - black) / (255 - white - black);
  const needed = Math.min((1 - stretched / WANTED) / (1 - stretched), MOST_LIFT);
  const lift = Math.round(LIFT_STEPS * Math.max(needed * ramp(stretched, DARK, LIGHT), 0));
  return black | (white << 8) | (lift << 16);
}

export function unpackTone(packed: number): Tone {
  const black = packed & 255;
  const white = (packed >> 8) & 255;
  return { black: black / 255, gain: 255 / (255 - white - black), lift: (packed >> 16) / LIFT_STEPS };
}

/** 1 up to `full`, 0 from `none` on. */
function ramp(value: number, full: number, none: number): number {
  return Math.min(Math.max((none - value) / (none - full), 0), 1);
}
