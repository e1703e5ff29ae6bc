// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function smooth({ f32 }: Heap): Kernels['smooth_f32'] {
  return (current, previous, dst, count, alpha, threshold) => {
    // The wasm kernel receives f32 parameters.
    const a = Math.fround(alpha);
    const limit = Math.fround(threshold);
    for (let i = 0; i < count * 4; i += 4) {
      const pass = f32[(current >> 2) + i + 2]! > limit;
      for (let c = i; c < i + 4; c++) {
        const old = f32[(previous >> 2) + c]!;
        f32[(dst >> 2) + c] = pass ? a * f32[(current >> 2) + c]! + (1 - a) * old : old;
      }
    }
  };
}
