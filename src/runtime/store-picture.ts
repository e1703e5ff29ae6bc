// SPDX-License-Identifier: Apache-2.0
import type { Tone } from '../frame/exposure.ts';
import type { Frame } from '../frame/frame.ts';
import type { StoredPicture } from '../swarm/agents/swarm-context.ts';
import { MEMORY_MAP, PICTURE_PIXELS } from './memory-map.ts';

/** By which whole number a picture must be divided to fit into `capacity` pixels. */
export function reductionFactor(width: number, height: number, capacity: number = PICTURE_PIXELS): number {
  let factor = Math.max(1, Math.ceil(Math.sqrt((width * height) / capacity)));
  while (Math.ceil(width / factor) * Math.ceil(height / factor) > capacity) factor++;
  return factor;
}

/**
 * Copies a picture into the memory's picture region; one that is too large is averaged over squares of
 * `reductionFactor` px on its way in (those at the right and lower edge over what there is of them).
 *
 * @param bytes The whole memory.
 * @param tone What is to be done with its values when it is looked at.
 */
export function storePicture(
  frame: Frame,
  bytes: Uint8Array,
  tone: Tone,
  capacity: number = PICTURE_PIXELS,
): StoredPicture {
  const factor = reductionFactor(frame.width, frame.height, capacity);
  const pointer = MEMORY_MAP.picture.start;
  const width = Math.ceil(frame.width / factor);
  const height = Math.ceil(frame.height / factor);
  if (factor === 1) {
    bytes.set(frame.data, pointer);
  } else {
    reduce(frame, factor, bytes.subarray(pointer, pointer + width * height * 4), width, height);
  }
  return { pointer, width, height, factor, tone };
}

function reduce(
  { data, width: sourceWidth, height: sourceHeight }: Frame,
  factor: number,
  out: Uint8Array,
  width: number,
  height: number,
): void {
  const sums = new Uint32Array(width * 3);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    const first = y * factor;
    const last = Math.min(first + factor, sourceHeight);
    for (let row = first; row < last; row++) addRow(data, row * sourceWidth, sourceWidth, factor, sums);
    for (let x = 0; x < width; x++) {
      const area = (last - first) * Math.min(factor, sourceWidth - x * factor);
      const at = (y * width + x) * 4;
      out[at] = (sums[x * 3] ?? 0) / area + 0.5;
      out[at + 1] = (sums[x * 3 + 1] ?? 0) / area + 0.5;
      out[at + 2] = (sums[x * 3 + 2] ?? 0) / area + 0.5;
      out[at + 3] = 255;
    }
  }
}

function addRow(data: Frame['data'], from: number, width: number, factor: number, sums: Uint32Array): void {
  for (let x = 0, cell = 0; x < width; x += factor, cell += 3) {
    const end = Math.min(x + factor, width);
    let [r, g, b] = [0, 0, 0];
    for (let i = x; i < end; i++) {
      const at = (from + i) * 4;
      r += data[at] ?? 0;
      g += data[at + 1] ?? 0;
      b += data[at + 2] ?? 0;
    }
    sums[cell] = (sums[cell] ?? 0) + r;
    sums[cell + 1] = (sums[cell + 1] ?? 0) + g;
    sums[cell + 2] = (sums[cell + 2] ?? 0) + b;
  }
}
