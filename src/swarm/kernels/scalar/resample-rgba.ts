// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

/** A tap record in scratch, as the wasm kernel writes it: first (u32), count (u32), weight of the first, of the last (f32). */
const TAP = 4;

/**
 * The source cells of each of `n` outputs along one axis; cells outside 0..size-1 are left out, which is black. From a
 * step of one cell on every cell between the first and the last weighs 1 / step.
 */
function writeTaps({ f32, u32 }: Heap, table: number, n: number, size: number, from: number, to: number): void {
  const s = (to - from) / n;
  for (let i = 0, at = table; i < n; i++, at += TAP) {
    u32[at] = 0;
    u32[at + 1] = 0;
    if (s >= 1) {
      const a = from + i * s;
      const b = from + (i + 1) * s;
      const lo = Math.max(Math.floor(a), 0);
      const hi = Math.min(Math.ceil(b), size) - 1;
      if (!(lo <= hi)) continue;
      u32[at] = lo;
      u32[at + 1] = hi - lo + 1;
      f32[at + 2] = (Math.min(b, lo + 1) - Math.max(a, lo)) / s;
      f32[at + 3] = (Math.min(b, hi + 1) - Math.max(a, hi)) / s;
    } else {
      const c = from + (i + 0.5) * s - 0.5;
      const lo = Math.floor(c);
      if (!(lo >= -1 && lo < size)) continue;
      const first = Math.max(lo, 0);
      u32[at] = first;
      u32[at + 1] = Math.min(lo + 1, size - 1) - first + 1;
      f32[at + 2] = lo < 0 ? c - lo : 1 - (c - lo);
      f32[at + 3] = c - lo;
    }
  }
}

export function resample(heap: Heap): Kernels['resample_rgba'] {
  const { u8, u32, f32 } = heap;
  return (src, srcW, srcH, x0, y0, x1, y1, dst, dstW, dstH, mirror, scratch) => {
    f32.fill(0, dst >> 2, (dst >> 2) + dstW * dstH * 4);
    // The wasm kernel receives f32 parameters.
    const left = Math.fround(x0);
    const top = Math.fround(y0);
    const spanX = Math.fround(x1) - left;
    const spanY = Math.fround(y1) - top;
    if (!(spanX > 0 && spanX < Infinity && spanY > 0 && spanY < Infinity)) return;
    const xTaps = scratch >> 2;
    const yTaps = xTaps + dstW * TAP;
    writeTaps(heap, xTaps, dstW, srcW, left, left + spanX);
    writeTaps(heap, yTaps, dstH, srcH, top, top + spanY);
    const midX = Math.fround(dstW / spanX);
    const midY = Math.fround(dstH / spanY);

    for (let y = 0; y < dstH; y++) {
      const yTap = yTaps + y * TAP;
      const rows = u32[yTap + 1]!;
      for (let r = 0; r < rows; r++) {
        const wy = r === 0 ? f32[yTap + 2]! : r === rows - 1 ? f32[yTap + 3]! : midY;
        const row = src + (u32[yTap]! + r) * srcW * 4;
        for (let x = 0; x < dstW; x++) {
          const xTap = xTaps + x * TAP;
          const columns = u32[xTap + 1]!;
          let red = 0;
          let green = 0;
          let blue = 0;
          for (let c = 0, at = row + u32[xTap]! * 4; c < columns; c++, at += 4) {
            const wx = c === 0 ? f32[xTap + 2]! : c === columns - 1 ? f32[xTap + 3]! : midX;
            red += wx * u8[at]!;
            green += wx * u8[at + 1]!;
            blue += wx * u8[at + 2]!;
          }
          const out = (dst >> 2) + (y * dstW + (mirror !== 0 ? dstW - 1 - x : x)) * 4;
          f32[out] = f32[out]! + (wy * red) / 255;
          f32[out + 1] = f32[out + 1]! + (wy * green) / 255;
          f32[out + 2] = f32[out + 2]! + (wy * blue) / 255;
        }
      }
    }
  };
}
