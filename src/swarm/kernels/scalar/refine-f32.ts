// SPDX-License-Identifier: Apache-2.0
import { DECODE_RECORD, type Kernels, SMALL_WEIGHTS } from '../kernels.ts';
import type { Heap } from './heap.ts';

export function refine({ f32 }: Heap): Kernels['refine_f32'] {
  const move = (weights: number, features: number): number => {
    let sum = 0;
    for (let i = 0; i < 32; i++) sum += f32[weights + i]! * f32[features + i]!;
    return Number.isNaN(sum) ? 0 : Math.min(1, Math.max(-1, sum));
  };
  return (records, weights, joints) => {
    for (let j = 0; j < joints; j++) {
      const record = (records >> 2) + j * DECODE_RECORD;
      const own = (weights >> 2) + j * SMALL_WEIGHTS;
      f32[record] = f32[record]! + move(own, record + 4);
      f32[record + 1] = f32[record + 1]! + move(own + 32, record + 4);
    }
  };
}
