// SPDX-License-Identifier: Apache-2.0

import { madd } from './simd';

/**
 * e^x per lane for x in [-87, 88], relative error below 2e-7; lower x gives 0, NaN gives 0, higher x is taken as 88.
 * x = n ln2 + r with |r| <= ln2 / 2; e^r by the minimax polynomial of Cephes' expf (netlib.org/cephes), 2^n through the
 * exponent bits. Math.exp of the standard library would bring a table, and the module keeps no data of its own.
 */
export function exp4(x: v128): v128 {
  const low = f32x4.splat(-87);
  // `pmax(low, x)` is low for NaN as well, and `low < x` is false for both: those lanes end as 0.
  const live = f32x4.lt(low, x);
  const t = f32x4.pmin(f32x4.splat(88), f32x4.pmax(low, x));
  const n = f32x4.nearest(f32x4.mul(t, f32x4.splat(Math.LOG2E as f32)));
  // ln2 in two parts: the first one has few bits, so that n * ln2 loses nothing.
  let r = f32x4.sub(t, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = madd(f32x4.splat(1.98756915e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(p, scale), live);
}

/** 1 / (1 + e^-x); NaN gives 0. */
export function sigmoid(x: f32): f32 {
  const e = f32x4.extract_lane(exp4(f32x4.splat(-abs<f32>(x))), 0);
  return x >= 0 ? 1 / (1 + e) : x < 0 ? e / (1 + e) : 0;
}
