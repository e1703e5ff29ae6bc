// SPDX-License-Identifier: Apache-2.0

import { madd, relu4 } from './simd';

/**
 * y = W x + b (+ residual), then ReLU if `relu`, for `pixels` pixels of 16 channels; weights [16 in][16 out].
 *
 * Two pixels and four output quads are held in eight registers: every weight that is read serves two pixels, every
 * input that is spread serves four products. All tiles are contiguous here.
 */
export function pointwise_pixels(
  src: usize,
  pixels: i32,
  dst: usize,
  weights: usize,
  bias: usize,
  residual: usize,
  relu: bool,
): void {
  const pairs = src + ((pixels & ~1) as usize) * 64;
  const b0 = v128.load(bias, 0);
  const b1 = v128.load(bias, 16);
  const b2 = v128.load(bias, 32);
  const b3 = v128.load(bias, 48);
  const weightsEnd = weights + 1024;
  while (src < pairs) {
    let p0 = b0;
    let p1 = b1;
    let p2 = b2;
    let p3 = b3;
    let q0 = b0;
    let q1 = b1;
    let q2 = b2;
    let q3 = b3;
    let x = src;
    for (let k = weights; k < weightsEnd; k += 64) {
      const w0 = v128.load(k, 0);
      const w1 = v128.load(k, 16);
      const w2 = v128.load(k, 32);
      const w3 = v128.load(k, 48);
      const p = v128.load32_splat(x, 0);
      const q = v128.load32_splat(x, 64);
      p0 = madd(p, w0, p0);
      p1 = madd(p, w1, p1);
      p2 = madd(p, w2, p2);
      p3 = madd(p, w3, p3);
      q0 = madd(q, w0, q0);
      q1 = madd(q, w1, q1);
      q2 = madd(q, w2, q2);
      q3 = madd(q, w3, q3);
      x += 4;
    }
    if (residual) {
      p0 = f32x4.add(p0, v128.load(residual, 0));
      p1 = f32x4.add(p1, v128.load(residual, 16));
      p2 = f32x4.add(p2, v128.load(residual, 32));
      p3 = f32x4.add(p3, v128.load(residual, 48));
      q0 = f32x4.add(q0, v128.load(residual, 64));
      q1 = f32x4.add(q1, v128.load(residual, 80));
      q2 = f32x4.add(q2, v128.load(residual, 96));
      q3 = f32x4.add(q3, v128.load(residual, 112));
      residual += 128;
    }
    if (relu) {
      p0 = relu4(p0);
      p1 = relu4(p1);
      p2 = relu4(p2);
      p3 = relu4(p3);
      q0 = relu4(q0);
      q1 = relu4(q1);
      q2 = relu4(q2);
      q3 = relu4(q3);
    }
    v128.store(dst, p0, 0);
    v128.store(dst, p1, 16);
    v128.store(dst, p2, 32);
    v128.store(dst, p3, 48);
    v128.store(dst, q0, 64);
    v128.store(dst, q1, 80);
    v128.store(dst, q2, 96);
    v128.store(dst, q3, 112);
    src += 128;
    dst += 128;
  }
  if (!(pixels & 1)) return;
  let p0 = b0;
  let p1 = b1;
  let p2 = b2;
  let p3 = b3;
  let x = src;
  for (let k = weights; k < weightsEnd; k += 64) {
    const p = v128.load32_splat(x);
    p0 = madd(p, v128.load(k, 0), p0);
    p1 = madd(p, v128.load(k, 16), p1);
    p2 = madd(p, v128.load(k, 32), p2);
    p3 = madd(p, v128.load(k, 48), p3);
    x += 4;
  }
  if (residual) {
    p0 = f32x4.add(p0, v128.load(residual, 0));
    p1 = f32x4.add(p1, v128.load(residual, 16));
    p2 = f32x4.add(p2, v128.load(residual, 32));
    p3 = f32x4.add(p3, v128.load(residual, 48));
  }
  if (relu) {
    p0 = relu4(p0);
    p1 = relu4(p1);
    p2 = relu4(p2);
    p3 = relu4(p3);
  }
  v128.store(dst, p0, 0);
  v128.store(dst, p1, 16);
  v128.store(dst, p2, 32);
  v128.store(dst, p3, 48);
}
