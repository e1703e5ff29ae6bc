// SPDX-License-Identifier: Apache-2.0

export function tone_f32(pixels: usize, count: i32, black: f32, gain: f32, lift: f32): void {
  const low = f32x4.splat(black);
  const slope = f32x4.splat(gain);
  const part = f32x4.splat(lift);
  const rest = f32x4.splat(1 - lift);
  const end = pixels + (count as usize) * 16;
  for (let at = pixels; at < end; at += 16) {
    const level = f32x4.mul(f32x4.sub(v128.load(at), low), slope);
    const value = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), level));
    v128.store(at, f32x4.div(value, f32x4.add(rest, f32x4.mul(part, value))));
  }
}
