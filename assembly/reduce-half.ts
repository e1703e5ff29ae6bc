// SPDX-License-Identifier: Apache-2.0

export function reduce_half(src: usize, w: i32, h: i32, dst: usize): void {
  const rowBytes = (w as usize) * 16;
  const quarter = f32x4.splat(0.25);
  for (let y = 0; y + 1 < h; y += 2) {
    let a = src + (y as usize) * rowBytes;
    let b = a + rowBytes;
    for (let x = 0; x + 1 < w; x += 2) {
      const top = f32x4.add(v128.load(a), v128.load(a, 16));
      const bottom = f32x4.add(v128.load(b), v128.load(b, 16));
      v128.store(dst, f32x4.mul(f32x4.add(top, bottom), quarter));
      a += 32;
      b += 32;
      dst += 16;
    }
  }
}
