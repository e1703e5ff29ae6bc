// SPDX-License-Identifier: Apache-2.0

export function attend_f32(heat: usize, w: i32, h: i32, joints: i32, regions: usize, reads: usize, per: i32): void {
  const regionW = (w + 1) / 2;
  const regionBytes = (regionW as usize) * (((h + 1) / 2) as usize) * 4;
  let out = heat;
  for (let j = 0; j < joints; j++) {
    const from = reads + ((j * per) as usize) * 4;
    for (let y = 0; y < h; y++) {
      const row = regions + ((y >> 1) as usize) * (regionW as usize) * 4;
      let x = 0;
      for (; x + 8 <= w; x += 8) {
        let sum = f32x4.splat(0);
        for (let k = 0; k < per; k++) {
          const r = load<u32>(from + (k as usize) * 4) as usize;
          sum = f32x4.add(sum, v128.load(row + r * regionBytes + ((x >> 1) as usize) * 4));
        }
        v128.store(out, f32x4.add(v128.load(out, 0), v128.shuffle<f32>(sum, sum, 0, 0, 1, 1)), 0);
        v128.store(out, f32x4.add(v128.load(out, 16), v128.shuffle<f32>(sum, sum, 2, 2, 3, 3)), 16);
        out += 32;
      }
      for (; x < w; x++) {
        let sum: f32 = 0;
        for (let k = 0; k < per; k++) {
          const r = load<u32>(from + (k as usize) * 4) as usize;
          sum += load<f32>(row + r * regionBytes + ((x >> 1) as usize) * 4);
        }
        store<f32>(out, load<f32>(out) + sum);
        out += 4;
      }
    }
  }
}
