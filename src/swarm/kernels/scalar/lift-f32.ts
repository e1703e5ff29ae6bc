// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function lift({ f32 }: Heap): Kernels['lift_f32'] {
  return (pixels, count, amount) => {
    const first = pixels >> 2;
    for (let i = first; i < first + count * 4; i++) {
      const value = f32[i]!;
      f32[i] = value / (1 - amount + amount * value);
    }
  };
}
