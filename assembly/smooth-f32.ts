// SPDX-License-Identifier: Apache-2.0

/** The SIMD pattern of the architecture's section 5.1: blend where the confidence (lane 2) passes, keep elsewhere. */
export function smooth_f32(current: usize, previous: usize, dst: usize, count: i32, alpha: f32, threshold: f32): void {
  const a = f32x4.splat(alpha);
  const b = f32x4.splat(1 - alpha);
  const limit = f32x4.splat(threshold);
  for (let i = 0; i < count; i++) {
    const at = (i as usize) * 16;
    const now = v128.load(current + at);
    const old = v128.load(previous + at);
    const blend = f32x4.add(f32x4.mul(a, now), f32x4.mul(b, old));
    const pass = f32x4.gt(v128.shuffle<f32>(now, now, 2, 2, 2, 2), limit);
    v128.store(dst + at, v128.bitselect(blend, old, pass));
  }
}
