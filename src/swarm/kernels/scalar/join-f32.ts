// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function join({ f32, u32 }: Heap): Kernels['join_f32'] {
  return (skip, deep, adds, per, dst, w, h, tiles) => {
    const deepW = (w + 1) >> 1;
    const deepH = (h + 1) >> 1;
    for (let t = 0; t < tiles; t++) {
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const at = ((t * h + y) * w + x) * 16;
          const below = ((y >> 1) * deepW + (x >> 1)) * 16;
          for (let c = 0; c < 16; c++) {
            let sum = 0;
            for (let k = 0; k < per; k++) {
              sum += f32[(deep >> 2) + u32[(adds >> 2) + t * per + k]! * deepW * deepH * 16 + below + c]!;
            }
            f32[(dst >> 2) + at + c] = f32[(skip >> 2) + at + c]! + sum;
          }
        }
      }
    }
  };
}
