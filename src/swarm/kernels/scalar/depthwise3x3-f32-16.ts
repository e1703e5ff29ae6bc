// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

/**
 * Output rows y0 .. y1 - 1 of four quads; `dst` is the f32 index of row y0, the other places are f32 indices too
 * (`reads` a u32 index). Taps outside the picture are skipped.
 */
export function depthwiseRows(
  { f32, u32 }: Heap,
  src: number,
  w: number,
  h: number,
  stride: number,
  reads: number,
  dst: number,
  weights: number,
  y0: number,
  y1: number,
): void {
  const outW = Math.ceil(w / stride);
  for (let quad = 0; quad < 4; quad++) {
    const from = u32[reads + quad]!;
    const base = src + (from >> 2) * w * h * 16 + (from & 3) * 4;
    for (let oy = y0; oy < y1; oy++) {
      const top = oy * stride - 1;
      for (let ox = 0; ox < outW; ox++) {
        const left = ox * stride - 1;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let ky = top < 0 ? 1 : 0; ky < 3 && top + ky < h; ky++) {
          for (let kx = left < 0 ? 1 : 0; kx < 3 && left + kx < w; kx++) {
            const p = base + ((top + ky) * w + left + kx) * 16;
            const k = weights + (ky * 3 + kx) * 16 + quad * 4;
            s0 += f32[p]! * f32[k]!;
            s1 += f32[p + 1]! * f32[k + 1]!;
            s2 += f32[p + 2]! * f32[k + 2]!;
            s3 += f32[p + 3]! * f32[k + 3]!;
          }
        }
        const out = dst + ((oy - y0) * outW + ox) * 16 + quad * 4;
        f32[out] = s0;
        f32[out + 1] = s1;
        f32[out + 2] = s2;
        f32[out + 3] = s3;
      }
    }
  }
}

export function depthwise(heap: Heap): Kernels['depthwise3x3_f32_16'] {
  return (src, w, h, stride, reads, dst, weights) =>
    depthwiseRows(heap, src >> 2, w, h, stride, reads >> 2, dst >> 2, weights >> 2, 0, Math.ceil(h / stride));
}
