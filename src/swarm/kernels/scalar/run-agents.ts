// SPDX-License-Identifier: Apache-2.0
import { AGENT_WEIGHTS, type Kernels } from '../kernels.ts';
import { depthwiseRows } from './depthwise3x3-f32-16.ts';
import type { Heap } from './heap.ts';
import { pointwise } from './pointwise-f32-16.ts';

/** Row by row, as the wasm kernel does it by blocks of rows: a row of the depthwise in scratch, then its pointwise. */
export function runAgents(heap: Heap): Kernels['run_agents'] {
  const pointwiseRow = pointwise(heap);
  return (src, w, h, stride, reads, dst, weights, residual, scratch, first, count) => {
    const outW = Math.ceil(w / stride);
    const outH = Math.ceil(h / stride);
    for (let a = first; a < first + count; a++) {
      const own = weights + a * AGENT_WEIGHTS * 4;
      for (let y = 0; y < outH; y++) {
        depthwiseRows(heap, src >> 2, w, h, stride, (reads >> 2) + a * 4, scratch >> 2, own >> 2, y, y + 1);
        const at = (a * outH + y) * outW * 64;
        pointwiseRow(scratch, outW, dst + at, own + 9 * 64, own + 25 * 64, residual === 0 ? 0 : residual + at, 1);
      }
    }
  };
}
