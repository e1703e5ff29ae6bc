// SPDX-License-Identifier: Apache-2.0
import { GATE_WEIGHTS, type Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

const CHANNELS = 16;
const SQUEEZED = 2;

export function gate({ f32, u32 }: Heap): Kernels['gate_f32'] {
  return (tiles, pixels, reads, weights, scratch, count) => {
    const first = tiles >> 2;
    const means = scratch >> 2;
    const size = pixels * CHANNELS;
    for (let channel = 0; channel < count * CHANNELS; channel++) {
      const tile = first + Math.floor(channel / CHANNELS) * size;
      let sum = 0;
      for (let at = tile + (channel % CHANNELS); at < tile + size; at += CHANNELS) sum += f32[at]!;
      f32[means + channel] = sum / pixels;
    }
    for (let agent = 0; agent < count; agent++) {
      const own = (weights >> 2) + agent * GATE_WEIGHTS;
      const squeezed = [0, 1].map((k) => {
        let sum = 0;
        for (let c = 0; c < CHANNELS; c++) {
          const quad = u32[(reads >> 2) + agent * 4 + (c >> 2)]!;
          sum += f32[means + quad * 4 + (c & 3)]! * f32[own + k * CHANNELS + c]!;
        }
        return sum;
      });
      const excite = own + SQUEEZED * CHANNELS;
      for (let c = 0; c < CHANNELS; c++) {
        const bias = 1 + f32[excite + SQUEEZED * CHANNELS + c]!;
        const sum = bias + squeezed[0]! * f32[excite + c]! + squeezed[1]! * f32[excite + CHANNELS + c]!;
        // NaN is not above 0.
        const by = sum > 0 ? Math.min(sum, 2) : 0;
        const tile = first + agent * size;
        for (let at = tile + c; at < tile + size; at += CHANNELS) f32[at] = f32[at]! * by;
      }
    }
  };
}
