// SPDX-License-Identifier: Apache-2.0
import { type Kernels, STEM_WEIGHTS } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function stem({ f32 }: Heap): Kernels['stem_f32'] {
  const sums = new Float64Array(16);
  return (src, w, h, dst, weights, first, count) => {
    const outW = (w + 1) >> 1;
    const outH = (h + 1) >> 1;
    for (let a = first; a < first + count; a++) {
      const own = (weights >> 2) + a * STEM_WEIGHTS;
      let out = (dst >> 2) + a * outW * outH * 16;
      for (let oy = 0; oy < outH; oy++) {
        for (let ox = 0; ox < outW; ox++) {
          for (let o = 0; o < 16; o++) sums[o] = f32[own + 432 + o]!;
          for (let ky = 0; ky < 3; ky++) {
            const y = oy * 2 + ky - 1;
            if (y < 0 || y >= h) continue;
            for (let kx = 0; kx < 3; kx++) {
              const x = ox * 2 + kx - 1;
              if (x < 0 || x >= w) continue;
              for (let c = 0; c < 3; c++) {
                const value = f32[(src >> 2) + (y * w + x) * 4 + c]!;
                const k = own + ((ky * 3 + kx) * 3 + c) * 16;
                for (let o = 0; o < 16; o++) sums[o] = sums[o]! + value * f32[k + o]!;
              }
            }
          }
          for (let o = 0; o < 16; o++) f32[out++] = Number.isNaN(sums[o]) ? 0 : Math.max(sums[o]!, 0);
        }
      }
    }
  };
}
