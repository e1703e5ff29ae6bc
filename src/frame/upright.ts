// SPDX-License-Identifier: Apache-2.0
// Squads know people who are about upright. Somebody who is not is looked at in the upright frame: the picture, turned back
// about its corner by as many quarters as they are turned clockwise. Whole quarters cost no accuracy: no pixel is mixed anew.
import type { BoxScratch } from '../pose/box.ts';
import type { Box } from '../pose/pose.ts';
import type { Quarter } from '../pose/quarter.ts';
import type { CropRect, Place, RectScratch } from './crop.ts';

/** From the picture to the upright frame; `out` may be what is read. */
export function toUpright(x: number, y: number, quarter: Quarter, out: Place): Place {
  turnBack(x, y, quarter, out);
  return out;
}

/** The inverse of `toUpright`. */
export function fromUpright(x: number, y: number, quarter: Quarter, out: Place): Place {
  turnBack(x, y, opposite(quarter), out);
  return out;
}

/** A box of the picture in the upright frame. No arrays: this is done for everybody in every frame. */
export function uprightBox({ xMin, yMin, xMax, yMax }: Box, quarter: Quarter, out: BoxScratch): Box {
  out.xMin = quarter === 0 ? xMin : quarter === 1 ? yMin : quarter === 2 ? -xMax : -yMax;
  out.xMax = quarter === 0 ? xMax : quarter === 1 ? yMax : quarter === 2 ? -xMin : -yMin;
  out.yMin = quarter === 0 ? yMin : quarter === 1 ? -xMax : quarter === 2 ? -yMax : xMin;
  out.yMax = quarter === 0 ? yMax : quarter === 1 ? -xMin : quarter === 2 ? -yMin : xMax;
  out.width = out.xMax - out.xMin;
  out.height = out.yMax - out.yMin;
  return out;
}

/** What a rectangle of the upright frame is in the picture. */
export function pictureRect({ x0, y0, x1, y1 }: CropRect, quarter: Quarter, out: RectScratch): CropRect {
  out.x0 = quarter === 0 ? x0 : quarter === 1 ? -y1 : quarter === 2 ? -x1 : y0;
  out.x1 = quarter === 0 ? x1 : quarter === 1 ? -y0 : quarter === 2 ? -x0 : y1;
  out.y0 = quarter === 0 ? y0 : quarter === 1 ? x0 : quarter === 2 ? -y1 : -x1;
  out.y1 = quarter === 0 ? y1 : quarter === 1 ? x1 : quarter === 2 ? -y0 : -x0;
  return out;
}

/** Whether width and height change places. */
export function across(quarter: Quarter): boolean {
  return quarter === 1 || quarter === 3;
}

/**
 * Turns the pixels of a crop back.
 *
 * @param from f32 [h][w][4], where w and h have changed places for odd quarters: the crop as it lies in the picture.
 * @param to f32 [height][width][4]: the same, upright.
 * @param mirror Whether it is then flipped left to right.
 */
export function turnPixels(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  quarter: Quarter,
  mirror: boolean,
): void {
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 4) {
      const x = mirror ? width - 1 - column : column;
      const source = 4 * sourcePixel(x, row, width, height, quarter);
      for (let channel = 0; channel < 4; channel++) to[at + channel] = from[source + channel] ?? 0;
    }
  }
}

/** Index of the pixel of the picture's crop that is (x, y) of the upright one. */
function sourcePixel(x: number, y: number, width: number, height: number, quarter: Quarter): number {
  if (quarter === 0) return y * width + x;
  if (quarter === 1) return x * height + height - 1 - y;
  if (quarter === 2) return (height - 1 - y) * width + width - 1 - x;
  return (width - 1 - x) * height + y;
}

function opposite(quarter: Quarter): Quarter {
  return quarter === 1 ? 3 : quarter === 3 ? 1 : quarter;
}

/** Counter-clockwise about the corner; y points down. */
function turnBack(x: number, y: number, quarter: Quarter, out: Place): void {
  out.x = quarter === 0 ? x : quarter === 1 ? y : quarter === 2 ? -x : -y;
  out.y = quarter === 0 ? y : quarter === 1 ? -x : quarter === 2 ? -y : x;
}
