// SPDX-License-Identifier: Apache-2.0

import { madd, relu4 } from './inline/simd';

/** 27 taps x 16 outputs and 16 biases, in bytes; a tap of one kernel cell is 3 colours x 16 outputs. */
const AGENT_BYTES: usize = 448 * 4;
const CELL_BYTES: usize = 3 * 64;

/** One output pixel with every bound asked for: the border. */
function stem_pixel(src: usize, w: i32, h: i32, ox: i32, oy: i32, dst: usize, weights: usize): void {
  let p0 = v128.load(weights, 27 * 64);
  let p1 = v128.load(weights, 27 * 64 + 16);
  let p2 = v128.load(weights, 27 * 64 + 32);
  let p3 = v128.load(weights, 27 * 64 + 48);
  for (let ky = 0; ky < 3; ky++) {
    const y = oy * 2 + ky - 1;
    if (y < 0 || y >= h) continue;
    for (let kx = 0; kx < 3; kx++) {
      const x = ox * 2 + kx - 1;
      if (x < 0 || x >= w) continue;
      let pixel = src + ((y * w + x) as usize) * 16;
      let k = weights + ((ky * 3 + kx) as usize) * CELL_BYTES;
      for (let c = 0; c < 3; c++) {
        const p = v128.load32_splat(pixel);
        p0 = madd(p, v128.load(k, 0), p0);
        p1 = madd(p, v128.load(k, 16), p1);
        p2 = madd(p, v128.load(k, 32), p2);
        p3 = madd(p, v128.load(k, 48), p3);
        pixel += 4;
        k += 64;
      }
    }
  }
  v128.store(dst, relu4(p0), 0);
  v128.store(dst, relu4(p1), 16);
  v128.store(dst, relu4(p2), 32);
  v128.store(dst, relu4(p3), 48);
}

/** Two neighbouring output pixels whose windows lie inside; `corner` is the upper left pixel of the first window. */
function stem_pair(corner: usize, rowBytes: usize, dst: usize, weights: usize): void {
  let p0 = v128.load(weights, 27 * 64);
  let p1 = v128.load(weights, 27 * 64 + 16);
  let p2 = v128.load(weights, 27 * 64 + 32);
  let p3 = v128.load(weights, 27 * 64 + 48);
  let q0 = p0;
  let q1 = p1;
  let q2 = p2;
  let q3 = p3;
  let k = weights;
  for (let ky = 0; ky < 3; ky++) {
    let x = corner;
    for (let kx = 0; kx < 3; kx++) {
      for (let end = x + 12; x < end; x += 4) {
        const w0 = v128.load(k, 0);
        const w1 = v128.load(k, 16);
        const w2 = v128.load(k, 32);
        const w3 = v128.load(k, 48);
        const p = v128.load32_splat(x, 0);
        const q = v128.load32_splat(x, 32);
        p0 = madd(p, w0, p0);
        p1 = madd(p, w1, p1);
        p2 = madd(p, w2, p2);
        p3 = madd(p, w3, p3);
        q0 = madd(q, w0, q0);
        q1 = madd(q, w1, q1);
        q2 = madd(q, w2, q2);
        q3 = madd(q, w3, q3);
        k += 64;
      }
      x += 4;
    }
    corner += rowBytes;
  }
  v128.store(dst, relu4(p0), 0);
  v128.store(dst, relu4(p1), 16);
  v128.store(dst, relu4(p2), 32);
  v128.store(dst, relu4(p3), 48);
  v128.store(dst, relu4(q0), 64);
  v128.store(dst, relu4(q1), 80);
  v128.store(dst, relu4(q2), 96);
  v128.store(dst, relu4(q3), 112);
}

export function stem_f32(src: usize, w: i32, h: i32, dst: usize, weights: usize, first: i32, count: i32): void {
  const outW = (w + 1) / 2;
  const outH = (h + 1) / 2;
  const rowBytes = (w as usize) * 16;
  const tileBytes = (outW as usize) * (outH as usize) * 64;
  // Output x reads input 2x-1..2x+1: inside for 1 <= x <= (w - 2) / 2.
  const innerEnd = w > 1 ? (w - 2) / 2 : 0;
  for (let a = first; a < first + count; a++) {
    const own = weights + (a as usize) * AGENT_BYTES;
    let out = dst + (a as usize) * tileBytes;
    for (let oy = 0; oy < outH; oy++) {
      const inside = oy > 0 && oy * 2 + 1 < h;
      let ox = 0;
      while (ox < outW) {
        if (inside && ox > 0 && ox < innerEnd) {
          stem_pair(src + ((oy * 2 - 1) as usize) * rowBytes + ((ox * 2 - 1) as usize) * 16, rowBytes, out, own);
          ox += 2;
          out += 128;
        } else {
          stem_pixel(src, w, h, ox, oy, out, own);
          ox++;
          out += 64;
        }
      }
    }
  }
}
