// SPDX-License-Identifier: Apache-2.0
// Where a closer look pays: the coordinator's map, by region, into windows of the twice as large level.
import { regionOf, sigmoid } from './propose.ts';

/** Windows a side; each is half of what is looked at wide, so neighbours overlap by half. */
export const WINDOW_GRID = 3;
/** The same of the windows of all windows. */
export const NEAR_GRID = 7;

/** Windows of a grid of so many a side that may be looked at closer. */
export interface WindowChoice {
  readonly grid: number;
  /** How strong the coordinator's wish is, 0..1, row-major. */
  readonly strength: Float32Array;
  /** Those that are chosen, row-major, strongest first. */
  readonly chosen: Int32Array;
}

export function createWindowChoice(grid: number): WindowChoice {
  return { grid, strength: new Float32Array(grid * grid), chosen: new Int32Array(grid * grid) };
}

/** The window, 0..2, whose centre is nearest to a region's: a region near the edge of one lies well inside another. */
export function ownerOf(region: number): number {
  // Windows begin at regions 0, 2, 4 and are 4 wide, so their centres are at 2, 4, 6.
  return Math.min(Math.max(Math.round((region + 0.5 - 2) / 2), 0), WINDOW_GRID - 1);
}

/**
 * Takes note of how strongly the coordinator wishes for each window of what it looked at: the strongest probability among the
 * regions that the window owns.
 *
 * @param plane f32 [height][width], the coordinator's logits.
 * @param choice The grid in which the windows lie.
 * @param row Row of their first one in that grid.
 * @param column The same for its column.
 */
export function noteWishes(
  plane: Float32Array,
  width: number,
  height: number,
  { grid, strength }: WindowChoice,
  row: number,
  column: number,
): void {
  for (let y = 0; y < height; y++) {
    const first = (row + ownerOf(regionOf(y, height))) * grid + column;
    for (let x = 0; x < width; x++) {
      const window = first + ownerOf(regionOf(x, width));
      const probability = sigmoid(plane[y * width + x] ?? Number.NaN);
      if (probability > (strength[window] ?? 0)) strength[window] = probability;
    }
  }
}

/**
 * Chooses the windows that are worth a closer look, and forgets all wishes.
 *
 * @returns How many were written to `chosen`.
 */
export function chooseWindows({ strength, chosen }: WindowChoice, threshold: number): number {
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
  strength.fill(0);
  return count;
}
