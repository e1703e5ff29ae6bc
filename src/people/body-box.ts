// SPDX-License-Identifier: Apache-2.0
import { boxOf } from '../pose/box.ts';
import type { Box } from '../pose/pose.ts';

/** How far a body reaches beyond its joints: a share of their extent's longer side (measured on people who walk). */
const BEYOND_JOINTS = 0.07;
/** Joints that score less say where a box ends only by chance: in crowds they are often somebody else's. */
export const LEAST_SCORE = 0.35;
/** With fewer joints to go by their extent is no body. */
const MIN_JOINTS = 4;

/**
 * The box round a body whose joints are known; it may leave the picture.
 *
 * @returns Undefined when too few joints are sure.
 */
export function bodyBox(x: ArrayLike<number>, y: ArrayLike<number>, scores: ArrayLike<number>): Box | undefined {
  let [x0, y0, x1, y1] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1 / 0, -1 / 0];
  let joints = 0;
  for (let joint = 0; joint < scores.length; joint++) {
    if (!(scores[joint]! >= LEAST_SCORE)) continue;
    x0 = Math.min(x0, x[joint]!);
    y0 = Math.min(y0, y[joint]!);
    x1 = Math.max(x1, x[joint]!);
    y1 = Math.max(y1, y[joint]!);
    joints++;
  }
  if (joints < MIN_JOINTS) return undefined;
  const margin = BEYOND_JOINTS * Math.max(x1 - x0, y1 - y0);
  return boxOf(x0 - margin, y0 - margin, x1 + margin, y1 + margin);
}
