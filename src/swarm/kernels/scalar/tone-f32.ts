// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function tone({ f32 }: Heap): Kernels['tone_f32'] {
  return (pixels, count, black, gain, lift) => {
    const first = pixels >> 2;
    for (let i = first; i < first + count * 4; i++) {
      const level = (f32[i]! - black) * gain;
      // NaN is not above 0.
      const value = level > 0 ? Math.min(level, 1) : 0;
      f32[i] = value / (1 - lift + lift * value);
    }
  };
}
