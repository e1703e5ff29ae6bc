// SPDX-License-Identifier: Apache-2.0
// Helpers that the optimiser inlines into the kernels. No kernel calls another one through an export.
//
// Inner loops are short: V8 reads all that a straight run of code reads at its beginning, and x86 has fifteen registers for it.
// With more, running sums wait in memory between two additions, which halves the speed; rolled loops cost less than that.

/** a * b + c: rounded once in the relaxed build, twice in the baseline one. The only place where the builds differ. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** max(x, 0) with NaN becoming 0: `pmax` is one instruction on x86, `max` is six, and a NaN message must not spread. */
export function relu4(x: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), x);
}

/** The sum of each of four vectors as the four lanes of one: a 4x4 transpose and three additions. */
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** The sum of the four lanes. */
export function sum4(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}
