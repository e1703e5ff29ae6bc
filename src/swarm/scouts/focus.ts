// SPDX-License-Identifier: Apache-2.0
// Where a closer look pays: the coordinator's map, by region, into windows of the twice as large level.
import { regionOf, sigmoid } from './propose.ts';

/** Windows a side; each is half of the level wide, so neighbours overlap by half. */
export const WINDOW_GRID = 3;

export interface FocusScratch {
  /** Strongest probability among the regions that each window owns. */
  readonly strength: Float32Array;
  /** Chosen windows, row-major in the 3x3 grid, strongest first. */
  readonly chosen: Int32Array;
}

export function createFocusScratch(): FocusScratch {
  return { strength: new Float32Array(WINDOW_GRID * WINDOW_GRID), chosen: new Int32Array(WINDOW_GRID * WINDOW_GRID) };
}

/** The window, 0..2, whose centre is nearest to a region's: a region near the edge of one lies well inside another. */
export function ownerOf(region: number): number {
  // Windows begin at regions 0, 2, 4 and are 4 wide, so their centres are at 2, 4, 6.
  return Math.min(Math.max(Math.round((region + 0.5 - 2) / 2), 0), WINDOW_GRID - 1);
}

/**
 * Chooses the windows that are worth a closer look.
 *
 * @param plane f32 [height][width], the coordinator's logits.
 * @returns How many windows were written to `scratch.chosen`.
 */
export function chooseWindows(
  plane: Float32Array,
  width: number,
  height: number,
  threshold: number,
  { strength, chosen }: FocusScratch,
): number {
  strength.fill(0);
  for (let y = 0; y < height; y++) {
    const row = ownerOf(regionOf(y, height)) * WINDOW_GRID;
    for (let x = 0; x < width; x++) {
      const window = row + ownerOf(regionOf(x, width));
      const probability = sigmoid(plane[y * width + x] ?? Number.NaN);
      if (probability > (strength[window] ?? 0)) strength[window] = probability;
    }
  }
  let count = 0;
  while (count < chosen.length) {
    let best = 0;
    for (let window = 1; window < strength.length; window++) {
      if ((strength[window] ?? 0) > (strength[best] ?? 0)) best = window;
    }
    if (!((strength[best] ?? 0) > threshold)) break;
    chosen[count++] = best;
    strength[best] = 0;
  }
  return count;
}
