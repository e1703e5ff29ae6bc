// SPDX-License-Identifier: Apache-2.0
import type { BenchPicture } from './workload.ts';

/** What a camera gives: the size that the promises are about. */
export const VIDEO_SIZE = { width: 1280, height: 720 } as const;
/** How far the picture's place goes round its middle, px. */
const SWING = 40;

/** Frames of a camera that swings slowly: the picture on grey, at a place that goes round once in `count` frames. */
export function swingingFrames(picture: BenchPicture, count: number): BenchPicture[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    return place(picture, Math.round(SWING * Math.cos(angle)), Math.round(SWING * Math.sin(angle)));
  });
}

function place(picture: BenchPicture, dx: number, dy: number): BenchPicture {
  const { width, height } = VIDEO_SIZE;
  const data = new Uint8Array(width * height * 4).fill(128);
  const left = Math.round((width - picture.width) / 2) + dx;
  const top = Math.round((height - picture.height) / 2) + dy;
  const [from, to] = [Math.max(0, -left), Math.min(picture.width, width - left)];
  for (let y = Math.max(0, -top); y < Math.min(picture.height, height - top); y++) {
    const row = picture.data.subarray((y * picture.width + from) * 4, (y * picture.width + to) * 4);
    data.set(row, ((top + y) * width + left + from) * 4);
  }
  return { data, width, height };
}
