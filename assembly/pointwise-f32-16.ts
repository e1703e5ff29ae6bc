// SPDX-License-Identifier: Apache-2.0

import { pointwise_pixels } from './inline/pointwise';

export function pointwise_f32_16(
  src: usize,
  pixels: i32,
  dst: usize,
  weights: usize,
  bias: usize,
  residual: usize,
  relu: i32,
): void {
  pointwise_pixels(src, pixels, dst, weights, bias, residual, relu !== 0);
}
