// SPDX-License-Identifier: Apache-2.0

import { depthwise_quad } from './inline/depthwise';

export function depthwise3x3_f32_16(
  src: usize,
  w: i32,
  h: i32,
  stride: i32,
  reads: usize,
  dst: usize,
  weights: usize,
  scratch: usize,
): void {
  const tileBytes = (w as usize) * (h as usize) * 64;
  const outH = (h + stride - 1) / stride;
  memory.fill(scratch, 0, (w as usize) * 64);
  for (let quad: usize = 0; quad < 4; quad++) {
    const from = load<u32>(reads + quad * 4) as usize;
    const base = src + (from >> 2) * tileBytes + (from & 3) * 16;
    depthwise_quad(base, w, h, stride, 0, outH, dst + quad * 16, weights + quad * 16, scratch);
  }
}
