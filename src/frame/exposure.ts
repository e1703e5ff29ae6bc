// SPDX-License-Identifier: Apache-2.0
// How a picture was exposed, and what makes up for it before anybody looks: squads and scouts have learned from pictures as
// cameras mostly make them, and are half blind in haze, in the dark or under coloured light (docs/accuracy.md).
import type { Frame } from './frame.ts';

/**
 * What is to be done with the values of a picture, as whole numbers, so that it passes between threads: by how much of 255 the
 * black of each channel is too light, by how much its white is too dark, and how much shadows are lifted, in parts of
 * `LIFT_STEPS`. All 0 for most pictures.
 */
export type Tone = ArrayLike<number>;
export const TONE = { black: 0, white: 3, lift: 6, words: 7 } as const;
export const LIFT_STEPS = 256;

/** Finds a picture's tone. What it says is written anew with the next picture. */
export type LightMeter = (frame: Frame) => Tone;

/** A channel with less than `FLAT` between its darkest and its lightest value is stretched in full, with more than `DEEP` not. */
const FLAT = 0.6;
const DEEP = 0.8;
/** Values are never further apart than so many times as before: so are noise and the blocks of compression. */
const MOST_GAIN = 4;
/** The mean that dark pictures are lifted to, in full below `DARK`, above `LIGHT` not at all. */
const WANTED = 0.42;
const DARK = 0.2;
const LIGHT = 0.3;
/** Black becomes at most five times as steep. */
const MOST_LIFT = 0.8;
/** Of 255, all bits up to it set. What is darker in all channels shows nothing: the bars above and below a film. */
const BARS = 3;
/** Pixels along each side that are asked: few enough to cost less than a tenth of a millisecond, and somebody dark before snow is among them. */
const GRID = 96;
/** The third value from either end is the darkest, or the lightest: two pixels of noise say nothing. */
const OUTLIERS = 2;
const LEVELS = 256;
const CHANNELS = 3;

export function createLightMeter(): LightMeter {
  /** [channel][value]: pixels. */
  const counts = new Uint16Array(CHANNELS * LEVELS);
  const tone = new Int32Array(TONE.words);
  const columns = new Int32Array(GRID);
  let placedFor = 0;

  return (frame) => {
    counts.fill(0);
    tone.fill(0);
    if (placedFor !== frame.width) placeColumns(frame.width, columns);
    placedFor = frame.width;
    const pixels = count(frame, columns, counts);
    if (pixels === 0) return tone;
    let mean = 0;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const first = channel * LEVELS;
      const darkest = extreme(counts, first, 1);
      const lightest = LEVELS - 1 - extreme(counts, first + LEVELS - 1, -1);
      const stretch = stretchOf((lightest - darkest) / 255);
      const black = Math.round(darkest * stretch);
      const white = Math.round((255 - lightest) * stretch);
      tone[TONE.black + channel] = black;
      tone[TONE.white + channel] = white;
      let sum = 0;
      for (let value = 0; value < LEVELS; value++) sum += value * (counts[first + value] ?? 0);
      mean += (sum / pixels - black) / (255 - white - black) / CHANNELS;
    }
    if (mean < LIGHT) {
      const needed = Math.min((1 - mean / WANTED) / (1 - mean), MOST_LIFT);
      tone[TONE.lift] = Math.round(LIFT_STEPS * needed * ramp(mean, DARK, LIGHT));
    }
    return tone;
  };
}

/** Whether a picture is to be seen as it is. */
export function isPlain(tone: Tone): boolean {
  for (let word = 0; word < TONE.words; word++) if ((tone[word] ?? 0) !== 0) return false;
  return true;
}

/**
 * Counts the values of pixels all over a picture; returns of how many.
 *
 * @param columns Where the pixels of a row lie, in bytes from its first.
 */
function count({ data, width, height }: Frame, columns: Int32Array, counts: Uint16Array): number {
  let pixels = 0;
  for (let row = 0; row < GRID; row++) {
    const first = Math.floor(((row + 0.5) * height) / GRID) * width * 4;
    for (let column = 0; column < GRID; column++) {
      const at = first + (columns[column] ?? 0);
      const red = data[at] ?? 0;
      const green = data[at + 1] ?? 0;
      const blue = data[at + 2] ?? 0;
      // One bit above those of the bars, in any channel, is enough. The channels one by one: a loop takes twice the time.
      if ((red | green | blue) <= BARS) continue;
      pixels++;
      counts[red] = (counts[red] ?? 0) + 1;
      counts[LEVELS + green] = (counts[LEVELS + green] ?? 0) + 1;
      counts[2 * LEVELS + blue] = (counts[2 * LEVELS + blue] ?? 0) + 1;
    }
  }
  return pixels;
}

function placeColumns(width: number, columns: Int32Array): void {
  for (let column = 0; column < GRID; column++) columns[column] = Math.floor(((column + 0.5) * width) / GRID) * 4;
}

/** How many values from one end of a channel's counts on its darkest, or lightest, is. */
function extreme(counts: Uint16Array, from: number, step: 1 | -1): number {
  let seen = 0;
  for (let value = 0; value < LEVELS; value++) {
    seen += counts[from + value * step] ?? 0;
    if (seen > OUTLIERS) return value;
  }
  return 0;
}

/** Which share of what is missing at both ends of a channel's range is made up for. */
function stretchOf(range: number): number {
  const missing = 1 - Math.max(range, 0);
  return missing > 0 ? (ramp(range, FLAT, DEEP) * Math.min(missing, 1 - 1 / MOST_GAIN)) / missing : 0;
}

/** 1 up to `full`, 0 from `none` on. */
function ramp(value: number, full: number, none: number): number {
  return Math.min(Math.max((none - value) / (none - full), 0), 1);
}
