// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function attend({ f32, u32 }: Heap): Kernels['attend_f32'] {
  return (heat, w, h, joints, regions, reads, per) => {
    const regionW = (w + 1) >> 1;
    const regionH = (h + 1) >> 1;
    for (let j = 0; j < joints; j++) {
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          let sum = 0;
          for (let k = 0; k < per; k++) {
            const r = u32[(reads >> 2) + j * per + k]!;
            sum += f32[(regions >> 2) + (r * regionH + (y >> 1)) * regionW + (x >> 1)]!;
          }
          const at = (heat >> 2) + (j * h + y) * w + x;
          f32[at] = f32[at]! + sum;
        }
      }
    }
  };
}
