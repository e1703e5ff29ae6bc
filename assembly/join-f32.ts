// SPDX-License-Identifier: Apache-2.0

export function join_f32(
  skip: usize,
  deep: usize,
  adds: usize,
  per: i32,
  dst: usize,
  w: i32,
  h: i32,
  tiles: i32,
): void {
  const deepW = (w + 1) / 2;
  const deepTileBytes = (deepW as usize) * (((h + 1) / 2) as usize) * 64;
  for (let t = 0; t < tiles; t++) {
    const from = adds + ((t * per) as usize) * 4;
    for (let y = 0; y < h; y++) {
      const deepRow = deep + ((y >> 1) as usize) * (deepW as usize) * 64;
      for (let x = 0; x < w; x += 2) {
        let s0 = f32x4.splat(0);
        let s1 = s0;
        let s2 = s0;
        let s3 = s0;
        const at = deepRow + ((x >> 1) as usize) * 64;
        for (let k = 0; k < per; k++) {
          const p = at + (load<u32>(from + (k as usize) * 4) as usize) * deepTileBytes;
          s0 = f32x4.add(s0, v128.load(p, 0));
          s1 = f32x4.add(s1, v128.load(p, 16));
          s2 = f32x4.add(s2, v128.load(p, 32));
          s3 = f32x4.add(s3, v128.load(p, 48));
        }
        const both = x + 1 < w ? 2 : 1;
        for (let i = 0; i < both; i++) {
          v128.store(dst, f32x4.add(s0, v128.load(skip, 0)), 0);
          v128.store(dst, f32x4.add(s1, v128.load(skip, 16)), 16);
          v128.store(dst, f32x4.add(s2, v128.load(skip, 32)), 32);
          v128.store(dst, f32x4.add(s3, v128.load(skip, 48)), 48);
          skip += 64;
          dst += 64;
        }
      }
    }
  }
}
