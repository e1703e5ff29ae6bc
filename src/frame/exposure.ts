// SPDX-License-Identifier: Apache-2.0
// How dark a picture is, and how much its shadows are lifted before anybody looks: the squads and scouts have learned from
// pictures as cameras expose them, and find a fifth less in a quarter of that light (docs/accuracy.md).
import type { Frame } from './frame.ts';

/** `Lift`s are counted in so many parts: a whole number passes between threads without rounding. */
export const LIFT_STEPS = 256;

/** The mean, 0..1, that dark pictures are lifted to, where `MOST` allows it. */
const WANTED = 0.42;
/** Pictures whose mean is below this are lifted in full, above `LIGHT` not at all; in between the less the lighter. */
const DARK = 0.2;
const LIGHT = 0.3;
/** The deepest shadows become at most five times as bright: noise does, too. */
const MOST = 0.8;
/** Of 255. What is darker in all channels shows nothing: the bars above and below a film. */
const BLACK = 3;
/** Pixels along each side that are asked: the mean of so many is within .01 of that of all. */
const GRID = 48;

/**
 * How much the shadows of a picture are to be lifted: 0 (as it is) to `MOST` * `LIFT_STEPS`, a whole number, as
 * `Kernels.lift_f32` takes it.
 */
export function liftOf(frame: Frame): number {
  const mean = meanLight(frame);
  const needed = (1 - mean / WANTED) / (1 - mean);
  const share = (LIGHT - mean) / (LIGHT - DARK);
  return mean > 0 && share > 0 ? Math.round(LIFT_STEPS * Math.min(needed, MOST) * Math.min(share, 1)) : 0;
}

/** Mean of the channels of what is not black, 0..1; 0 where everything is. */
function meanLight({ data, width, height }: Frame): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < GRID; row++) {
    const y = Math.floor(((row + 0.5) * height) / GRID);
    for (let column = 0; column < GRID; column++) {
      const at = (y * width + Math.floor(((column + 0.5) * width) / GRID)) * 4;
      const r = data[at] ?? 0;
      const g = data[at + 1] ?? 0;
      const b = data[at + 2] ?? 0;
      if (r <= BLACK && g <= BLACK && b <= BLACK) continue;
      sum += r + g + b;
      count++;
    }
  }
  return count === 0 ? 0 : sum / (count * 3 * 255);
}
