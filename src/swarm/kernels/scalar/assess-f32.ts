// SPDX-License-Identifier: Apache-2.0
import { type Kernels, SMALL_WEIGHTS } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function assess({ f32 }: Heap): Kernels['assess_f32'] {
  return (features, weights, count, dst) => {
    for (let i = 0; i < count; i++) {
      const f = (features >> 2) + i * 8;
      const w = (weights >> 2) + i * SMALL_WEIGHTS;
      let logit = f32[w + 63]!;
      for (let o = 0; o < 7; o++) {
        let hidden = f32[w + 49 + o]!;
        for (let k = 0; k < 7; k++) hidden += f32[w + o * 7 + k]! * f32[f + k]!;
        if (hidden > 0) logit += f32[w + 56 + o]! * hidden;
      }
      f32[(dst >> 2) + i] = Number.isNaN(logit) ? 0 : 1 / (1 + Math.exp(-logit));
    }
  };
}
