// SPDX-License-Identifier: Apache-2.0

import { madd } from './simd';

/** Bytes of a pixel of a message tile: 16 channels of f32. */
const PIXEL: usize = 64;

/**
 * One quad of output rows y0..y1-1 of a depthwise 3x3 with pad 1.
 *
 * `src` is the quad of pixel (0, 0) of the source tile, `dst` the quad of pixel (0, y0) of the output, `weights` the
 * quad of tap 0 (taps are 64 bytes apart), `zero` the quad of `w` pixels of zeros that stand for the rows outside, so
 * that the inner loop asks nothing. Four outputs share the columns that they read.
 */
export function depthwise_quad(
  src: usize,
  w: i32,
  h: i32,
  stride: i32,
  y0: i32,
  y1: i32,
  dst: usize,
  weights: usize,
  zero: usize,
): void {
  const outW = (w + stride - 1) / stride;
  const rowBytes = (w as usize) * PIXEL;
  const weightsEnd = weights + 576;
  const k0 = v128.load(weights, 0);
  const k1 = v128.load(weights, 64);
  const k2 = v128.load(weights, 128);
  const k3 = v128.load(weights, 192);
  const k4 = v128.load(weights, 256);
  const k5 = v128.load(weights, 320);
  const k6 = v128.load(weights, 384);
  const k7 = v128.load(weights, 448);
  const k8 = v128.load(weights, 512);
  for (let y = y0; y < y1; y++) {
    const iy = y * stride;
    const centre = src + (iy as usize) * rowBytes;
    let b = centre;
    let a = iy > 0 ? centre - rowBytes : zero;
    let c = iy + 1 < h ? centre + rowBytes : zero;

    // The first output has no left column.
    let first = f32x4.mul(v128.load(a), k1);
    first = madd(v128.load(b), k4, first);
    first = madd(v128.load(c), k7, first);
    if (w > 1) {
      first = madd(v128.load(a, 64), k2, first);
      first = madd(v128.load(b, 64), k5, first);
      first = madd(v128.load(c, 64), k8, first);
    }
    v128.store(dst, first);
    dst += PIXEL;

    // Interior: the right column of output x is x * stride + 1 <= w - 1. a, b, c move to the left column.
    const inner = (w - 2) / stride;
    let x = 1;
    if (stride === 1) {
      // Row after row: the thirteen vectors of a row fit in the registers, those of three do not (see simd.ts).
      for (; x + 3 <= inner; x += 4) {
        let o0 = f32x4.splat(0);
        let o1 = o0;
        let o2 = o0;
        let o3 = o0;
        let row = a;
        let next = b;
        for (let k = weights; k < weightsEnd; k += 192) {
          const l = v128.load(k, 0);
          const m = v128.load(k, 64);
          const r = v128.load(k, 128);
          const v0 = v128.load(row, 0);
          const v1 = v128.load(row, 64);
          const v2 = v128.load(row, 128);
          const v3 = v128.load(row, 192);
          const v4 = v128.load(row, 256);
          const v5 = v128.load(row, 320);
          o0 = madd(v0, l, o0);
          o1 = madd(v1, l, o1);
          o2 = madd(v2, l, o2);
          o3 = madd(v3, l, o3);
          o0 = madd(v1, m, o0);
          o1 = madd(v2, m, o1);
          o2 = madd(v3, m, o2);
          o3 = madd(v4, m, o3);
          o0 = madd(v2, r, o0);
          o1 = madd(v3, r, o1);
          o2 = madd(v4, r, o2);
          o3 = madd(v5, r, o3);
          row = next;
          next = c;
        }
        v128.store(dst, o0, 0);
        v128.store(dst, o1, 64);
        v128.store(dst, o2, 128);
        v128.store(dst, o3, 192);
        a += 256;
        b += 256;
        c += 256;
        dst += 256;
      }
    } else {
      const shift = ((stride - 1) as usize) * PIXEL;
      a += shift;
      b += shift;
      c += shift;
    }
    const step = (stride as usize) * PIXEL;
    for (; x <= inner; x++) {
      let o0 = f32x4.mul(v128.load(a), k0);
      let o1 = f32x4.mul(v128.load(b), k3);
      let o2 = f32x4.mul(v128.load(c), k6);
      o0 = madd(v128.load(a, 64), k1, o0);
      o1 = madd(v128.load(b, 64), k4, o1);
      o2 = madd(v128.load(c, 64), k7, o2);
      o0 = madd(v128.load(a, 128), k2, o0);
      o1 = madd(v128.load(b, 128), k5, o1);
      o2 = madd(v128.load(c, 128), k8, o2);
      v128.store(dst, f32x4.add(f32x4.add(o0, o1), o2));
      a += step;
      b += step;
      c += step;
      dst += PIXEL;
    }

    // The last output has no right column when x * stride is the last column.
    if (x < outW) {
      let last = f32x4.mul(v128.load(a), k0);
      last = madd(v128.load(a, 64), k1, last);
      last = madd(v128.load(b), k3, last);
      last = madd(v128.load(b, 64), k4, last);
      last = madd(v128.load(c), k6, last);
      last = madd(v128.load(c, 64), k7, last);
      v128.store(dst, last);
      dst += PIXEL;
    }
  }
}
