// SPDX-License-Identifier: Apache-2.0

export function tone_f32(
  pixels: usize,
  count: i32,
  blackR: f32,
  blackG: f32,
  blackB: f32,
  gainR: f32,
  gainG: f32,
  gainB: f32,
  lift: f32,
): void {
  const black = f32x4(blackR, blackG, blackB, 0);
  const gain = f32x4(gainR, gainG, gainB, 0);
  const part = f32x4.splat(lift);
  const rest = f32x4.splat(1 - lift);
  const end = pixels + (count as usize) * 16;
  for (let at = pixels; at < end; at += 16) {
    const level = f32x4.mul(f32x4.sub(v128.load(at), black), gain);
    const value = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), level));
    v128.store(at, f32x4.div(value, f32x4.add(rest, f32x4.mul(part, value))));
  }
}
