// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function tone({ f32 }: Heap): Kernels['tone_f32'] {
  return (pixels, count, blackR, blackG, blackB, gainR, gainG, gainB, lift) => {
    const black = [blackR, blackG, blackB, 0];
    const gain = [gainR, gainG, gainB, 0];
    const first = pixels >> 2;
    for (let i = 0; i < count * 4; i++) {
      const level = (f32[first + i]! - black[i & 3]!) * gain[i & 3]!;
      // NaN is not above 0.
      const value = level > 0 ? Math.min(level, 1) : 0;
      f32[first + i] = value / (1 - lift + lift * value);
    }
  };
}
