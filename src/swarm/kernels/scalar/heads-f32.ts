// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function heads({ f32 }: Heap): Kernels['heads_f32'] {
  return (src, pixels, tiles, dst, weights, bias, count) => {
    for (let h = 0; h < count; h++) {
      const own = (weights >> 2) + h * tiles * 16;
      for (let p = 0; p < pixels; p++) {
        let sum = f32[(bias >> 2) + h]!;
        for (let t = 0; t < tiles; t++) {
          const x = (src >> 2) + (t * pixels + p) * 16;
          const k = own + t * 16;
          for (let c = 0; c < 16; c++) sum += f32[k + c]! * f32[x + c]!;
        }
        f32[(dst >> 2) + h * pixels + p] = sum;
      }
    }
  };
}
