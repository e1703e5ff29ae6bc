// SPDX-License-Identifier: Apache-2.0
import type { CropRect, Place } from './crop.ts';

/** Side of the square that the scouts look at, px (the seed's 416). */
export const LETTERBOX_SIZE = 416;

/** A picture, or a part of it, fitted centred into a square: square px = picture px * scale + (dx, dy). */
export interface Letterbox {
  readonly scale: number;
  /** Where the picture's left edge lies, square px: the width of a black bar, 0, or less than 0 outside of the square. */
  readonly dx: number;
  /** Where its upper edge lies, square px. */
  readonly dy: number;
  /** Side of the square, px. */
  readonly size: number;
}

/** How a picture of `width` x `height` px fits into a square of `size` px. */
export function letterbox(width: number, height: number, size: number = LETTERBOX_SIZE): Letterbox {
  return letterboxPart({ x0: 0, y0: 0, x1: width, y1: height }, size);
}

/** How a part of a picture, px, fits into a square of `size` px; beside a part that is not square more of the picture is seen. */
export function letterboxPart({ x0, y0, x1, y1 }: CropRect, size: number): Letterbox {
  const scale = size / Math.max(x1 - x0, y1 - y0);
  return { scale, dx: (size - (x0 + x1) * scale) / 2, dy: (size - (y0 + y1) * scale) / 2, size };
}

/** Where a place of the square lies in the picture, px; both continuous. */
export function toImage(box: Letterbox, x: number, y: number, out: Place = { x: 0, y: 0 }): Place {
  out.x = (x - box.dx) / box.scale;
  out.y = (y - box.dy) / box.scale;
  return out;
}

/** The inverse of `toImage`: where a place of the picture lies in the square. */
export function toLetterbox(box: Letterbox, x: number, y: number, out: Place = { x: 0, y: 0 }): Place {
  out.x = x * box.scale + box.dx;
  out.y = y * box.scale + box.dy;
  return out;
}

/** The rectangle of the picture, px, that a window of the square shows; the whole square when no window is named. */
export function letterboxRect(
  box: Letterbox,
  window: CropRect = { x0: 0, y0: 0, x1: box.size, y1: box.size },
): CropRect {
  const from = toImage(box, window.x0, window.y0);
  const to = toImage(box, window.x1, window.y1);
  return { x0: from.x, y0: from.y, x1: to.x, y1: to.y };
}
