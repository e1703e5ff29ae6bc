// SPDX-License-Identifier: Apache-2.0

import { depthwise_quad } from './inline/depthwise';
import { pointwise_pixels } from './inline/pointwise';

/** Bytes of the depthwise rows that wait for the pointwise: 8 KiB stay in L1 beside the weights and the rows they come from. */
const BLOCK_BYTES: i32 = 8192;
/** 9 x 16 depthwise, 16 x 16 pointwise, 16 biases, in bytes. */
const AGENT_BYTES: usize = 416 * 4;

export function run_agents(
  src: usize,
  w: i32,
  h: i32,
  stride: i32,
  reads: usize,
  dst: usize,
  weights: usize,
  residual: usize,
  scratch: usize,
  first: i32,
  count: i32,
): void {
  const outW = (w + stride - 1) / stride;
  const outH = (h + stride - 1) / stride;
  const tileBytes = (w as usize) * (h as usize) * 64;
  const outRowBytes = (outW as usize) * 64;
  const outTileBytes = (outH as usize) * outRowBytes;
  const rows = max<i32>(BLOCK_BYTES / (outW * 64), 1);
  const zero = scratch;
  const block = scratch + (w as usize) * 64;
  memory.fill(zero, 0, (w as usize) * 64);

  for (let a = first; a < first + count; a++) {
    const own = weights + (a as usize) * AGENT_BYTES;
    const from = reads + (a as usize) * 16;
    const out = dst + (a as usize) * outTileBytes;
    const rest = residual + (a as usize) * outTileBytes;
    for (let y = 0; y < outH; y += rows) {
      const end = min<i32>(y + rows, outH);
      for (let quad: usize = 0; quad < 4; quad++) {
        const k = load<u32>(from + quad * 4) as usize;
        const base = src + (k >> 2) * tileBytes + (k & 3) * 16;
        depthwise_quad(base, w, h, stride, y, end, block + quad * 16, own + quad * 16, zero);
      }
      const at = (y as usize) * outRowBytes;
      pointwise_pixels(block, (end - y) * outW, out + at, own + 9 * 64, own + 25 * 64, residual ? rest + at : 0, true);
    }
  }
}
