// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function reduceHalf({ f32 }: Heap): Kernels['reduce_half'] {
  return (src, w, h, dst) => {
    let out = dst >> 2;
    for (let y = 0; y + 1 < h; y += 2) {
      let a = (src >> 2) + y * w * 4;
      for (let x = 0; x + 1 < w; x += 2, a += 8) {
        const b = a + w * 4;
        for (let c = 0; c < 4; c++) {
          f32[out++] = (f32[a + c]! + f32[a + c + 4]! + f32[b + c]! + f32[b + c + 4]!) * 0.25;
        }
      }
    }
  };
}
