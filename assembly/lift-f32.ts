// SPDX-License-Identifier: Apache-2.0

export function lift_f32(pixels: usize, count: i32, amount: f32): void {
  const slope = f32x4.splat(amount);
  const rest = f32x4.splat(1 - amount);
  const end = pixels + (count as usize) * 16;
  for (let at = pixels; at < end; at += 16) {
    const value = v128.load(at);
    v128.store(at, f32x4.div(value, f32x4.add(rest, f32x4.mul(slope, value))));
  }
}
