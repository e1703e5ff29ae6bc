// SPDX-License-Identifier: Apache-2.0
import { inWords, kindOf } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import { LIMITS } from '../pose/limits.ts';

/** A picture in memory: 8-bit RGBA rows from the top left, without padding. Alpha is ignored. */
export interface Frame {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels as callers have them: an `ImageData`, or raw bytes with 4 (RGBA) or 3 (RGB) channels a pixel. */
export interface RawImage {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The frame of an `ImageData` or of raw pixels; RGB is expanded to RGBA, RGBA is used where it lies.
 *
 * @throws PoseError 'bad-size' when a side is no whole number or outside `LIMITS`; 'bad-image' when the data is not
 *   8-bit, or its length is not that of 3 or 4 channels.
 */
export function asFrame(source: RawImage): Frame {
  if (typeof source !== 'object' || source === null) {
    throw new PoseError('bad-image', `Picture is ${inWords(source)}; expected { data, width, height }.`);
  }
  const { data, width, height } = source;
  checkSize(width, height);
  // By its kind: data of another frame or realm is no instance of this one's arrays.
  const kind = kindOf(data);
  if (!ArrayBuffer.isView(data) || (kind !== 'Uint8ClampedArray' && kind !== 'Uint8Array')) {
    throw new PoseError('bad-image', `Picture data is ${kind}; expected Uint8ClampedArray or Uint8Array.`);
  }
  const pixels = width * height;
  if (data.length === pixels * 4) return { data, width, height };
  if (data.length === pixels * 3) return { data: expandRgb(data, pixels), width, height };
  throw new PoseError(
    'bad-image',
    `Picture data of ${width} x ${height} px has ${data.length} bytes, ${+(data.length / pixels).toFixed(3)} a pixel; ` +
      `expected ${pixels * 4} (RGBA) or ${pixels * 3} (RGB).`,
  );
}

/**
 * Refuses picture sizes that no part of the pipeline could work with.
 *
 * @throws PoseError 'bad-size' with the size and the limit it breaks.
 */
export function checkSize(width: number, height: number): void {
  const { minSide, maxSide, maxPixels } = LIMITS;
  if (!Number.isInteger(width) || !Number.isInteger(height)) {
    throw new PoseError(
      'bad-size',
      `Picture size is ${inWords(width)} x ${inWords(height)}; expected whole numbers of pixels.`,
    );
  }
  if (width < minSide || height < minSide || width > maxSide || height > maxSide) {
    throw new PoseError(
      'bad-size',
      `Picture size is ${width} x ${height} px; expected sides from ${minSide} to ${maxSide} px.`,
    );
  }
  if (width * height > maxPixels) {
    throw new PoseError(
      'bad-size',
      `Picture size is ${width} x ${height} px, ${width * height} in all; expected at most ${maxPixels}.`,
    );
  }
}

function expandRgb(rgb: Uint8ClampedArray | Uint8Array, pixels: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let p = 0, from = 0, to = 0; p < pixels; p++, from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
    rgba[to + 3] = 255;
  }
  return rgba;
}
