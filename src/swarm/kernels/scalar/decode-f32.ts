// SPDX-License-Identifier: Apache-2.0
import { DECODE_RECORD, type Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

const LARGEST = 3.4028234663852886e38;

/** NaN counts as -Infinity, +Infinity as the largest f32, so that no difference of two logits is NaN. */
function clean(logit: number): number {
  return Number.isNaN(logit) ? -Infinity : Math.min(logit, LARGEST);
}

export function decode({ f32 }: Heap): Kernels['decode_f32'] {
  return (heat, w, h, joints, dst) => {
    const cells = w * h;
    for (let j = 0; j < joints; j++) {
      const plane = (heat >> 2) + j * cells;
      const out = (dst >> 2) + j * DECODE_RECORD;
      f32.fill(0, out, out + DECODE_RECORD);
      f32[out + 35] = 1;

      let max = -Infinity;
      let peak = 0;
      for (let i = 0; i < cells; i++) {
        const logit = clean(f32[plane + i]!);
        if (logit > max) {
          max = logit;
          peak = i;
        }
      }
      if (max === -Infinity) {
        f32[out] = w / 2;
        f32[out + 1] = h / 2;
        f32[out + 33] = 0.5;
        f32[out + 34] = 0.5;
        continue;
      }
      let sum = 0;
      for (let i = 0; i < cells; i++) sum += Math.exp(clean(f32[plane + i]!) - max);

      const px = peak % w;
      const py = (peak - px) / w;
      let mass = 0;
      let mx = 0;
      let my = 0;
      for (let v = -2; v <= 2; v++) {
        for (let u = -2; u <= 2; u++) {
          const x = px + u;
          const y = py + v;
          if (x < 0 || y < 0 || x >= w || y >= h) continue;
          const p = Math.exp(clean(f32[plane + y * w + x]!) - max) / sum;
          f32[out + 4 + (v + 2) * 5 + u + 2] = p;
          mass += p;
          mx += p * u;
          my += p * v;
        }
      }
      for (let k = 4; k < 29; k++) f32[out + k] = f32[out + k]! / mass;
      const x = px + 0.5 + mx / mass;
      const y = py + 0.5 + my / mass;
      f32[out] = x;
      f32[out + 1] = y;
      f32[out + 2] = mass;
      f32[out + 3] = 1 / sum;
      f32[out + 29] = mx / mass;
      f32[out + 30] = my / mass;
      f32[out + 31] = mass;
      f32[out + 32] = 1 / sum;
      f32[out + 33] = x / w;
      f32[out + 34] = y / h;
    }
  };
}
