// SPDX-License-Identifier: Apache-2.0
// Who is partly hidden is still as large as before.
import { boxOf } from '../../pose/box.ts';
import type { Box } from '../../pose/pose.ts';

/** Whose box is suddenly so much smaller than usual is partly hidden; nobody grows so much at once. Arms may be spread. */
const USUAL_WIDTH = { least: 0.45, most: Number.POSITIVE_INFINITY };
const USUAL_HEIGHT = { least: 0.5, most: 1.4 };

/**
 * The box of a whole body that is seen as `body`; both sides as `wholeSide` says.
 *
 * @param expected Where it was expected, px.
 * @param usual Its size of late, px.
 */
export function wholeBox(body: Box, expected: Box, usual: { readonly width: number; readonly height: number }): Box {
  const [xMin, xMax] = wholeSide(body.xMin, body.xMax, expected.xMin, expected.xMax, usual.width, USUAL_WIDTH);
  const [yMin, yMax] = wholeSide(body.yMin, body.yMax, expected.yMin, expected.yMax, usual.height, USUAL_HEIGHT);
  return boxOf(xMin, yMin, xMax, yMax);
}

/**
 * A side of the box of an unlikely length keeps the end that is nearer to where it was expected, and its usual length: the
 * rest of the person is behind something, or somebody else's.
 */
function wholeSide(
  low: number,
  high: number,
  expectedLow: number,
  expectedHigh: number,
  usual: number,
  { least, most }: { readonly least: number; readonly most: number },
): [number, number] {
  const length = high - low;
  if (length >= least * usual && length <= most * usual) return [low, high];
  return Math.abs(low - expectedLow) <= Math.abs(high - expectedHigh) ? [low, low + usual] : [high - usual, high];
}
