// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function pointwise({ f32 }: Heap): Kernels['pointwise_f32_16'] {
  // A pixel is copied first: `dst` may be `src`.
  const input = new Float64Array(16);
  return (src, pixels, dst, weights, bias, residual, relu) => {
    const w = weights >> 2;
    for (let p = 0; p < pixels; p++) {
      const x = (src >> 2) + p * 16;
      for (let i = 0; i < 16; i++) input[i] = f32[x + i]!;
      for (let o = 0; o < 16; o += 4) {
        let s0 = f32[(bias >> 2) + o]!;
        let s1 = f32[(bias >> 2) + o + 1]!;
        let s2 = f32[(bias >> 2) + o + 2]!;
        let s3 = f32[(bias >> 2) + o + 3]!;
        for (let i = 0; i < 16; i++) {
          const v = input[i]!;
          const k = w + i * 16 + o;
          s0 += v * f32[k]!;
          s1 += v * f32[k + 1]!;
          s2 += v * f32[k + 2]!;
          s3 += v * f32[k + 3]!;
        }
        if (residual !== 0) {
          const r = (residual >> 2) + p * 16 + o;
          s0 += f32[r]!;
          s1 += f32[r + 1]!;
          s2 += f32[r + 2]!;
          s3 += f32[r + 3]!;
        }
        const out = (dst >> 2) + p * 16 + o;
        f32[out] = relu !== 0 && !(s0 > 0) ? 0 : s0;
        f32[out + 1] = relu !== 0 && !(s1 > 0) ? 0 : s1;
        f32[out + 2] = relu !== 0 && !(s2 > 0) ? 0 : s2;
        f32[out + 3] = relu !== 0 && !(s3 > 0) ? 0 : s3;
      }
    }
  };
}
