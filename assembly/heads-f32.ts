// SPDX-License-Identifier: Apache-2.0

import { madd, sum4, sums4 } from './inline/simd';

/** Two heads on four pixels: eight running sums by lane of the channel, added across lanes once at the end. */
export function heads_f32(
  src: usize,
  pixels: i32,
  tiles: i32,
  dst: usize,
  weights: usize,
  bias: usize,
  heads: i32,
): void {
  const tileBytes = (pixels as usize) * 64;
  const headBytes = (tiles as usize) * 64;
  const planeBytes = (pixels as usize) * 4;
  let p = 0;
  for (; p + 4 <= pixels; p += 4) {
    const at = src + (p as usize) * 64;
    const out = dst + (p as usize) * 4;
    for (let h = 0; h < heads; h += 2) {
      // With an odd number the last head is paired with itself and written twice.
      const other = h + 1 < heads ? h + 1 : h;
      let u = weights + (h as usize) * headBytes;
      let v = weights + (other as usize) * headBytes;
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      let tile = at;
      for (let t = 0; t < tiles; t++) {
        let x = tile;
        for (let quad = 0; quad < 4; quad++) {
          const ku = v128.load(u);
          const kv = v128.load(v);
          const x0 = v128.load(x, 0);
          const x1 = v128.load(x, 64);
          const x2 = v128.load(x, 128);
          const x3 = v128.load(x, 192);
          a0 = madd(x0, ku, a0);
          b0 = madd(x0, kv, b0);
          a1 = madd(x1, ku, a1);
          b1 = madd(x1, kv, b1);
          a2 = madd(x2, ku, a2);
          b2 = madd(x2, kv, b2);
          a3 = madd(x3, ku, a3);
          b3 = madd(x3, kv, b3);
          x += 16;
          u += 16;
          v += 16;
        }
        tile += tileBytes;
      }
      const biasA = v128.load32_splat(bias + (h as usize) * 4);
      const biasB = v128.load32_splat(bias + (other as usize) * 4);
      v128.store(out + (h as usize) * planeBytes, f32x4.add(sums4(a0, a1, a2, a3), biasA));
      v128.store(out + (other as usize) * planeBytes, f32x4.add(sums4(b0, b1, b2, b3), biasB));
    }
  }
  for (; p < pixels; p++) {
    for (let h = 0; h < heads; h++) {
      let k = weights + (h as usize) * headBytes;
      let x = src + (p as usize) * 64;
      let a = f32x4.splat(0);
      for (let t = 0; t < tiles; t++) {
        a = madd(v128.load(x, 0), v128.load(k, 0), a);
        a = madd(v128.load(x, 16), v128.load(k, 16), a);
        a = madd(v128.load(x, 32), v128.load(k, 32), a);
        a = madd(v128.load(x, 48), v128.load(k, 48), a);
        x += tileBytes;
        k += 64;
      }
      store<f32>(dst + (h as usize) * planeBytes + (p as usize) * 4, sum4(a) + load<f32>(bias + (h as usize) * 4));
    }
  }
}
