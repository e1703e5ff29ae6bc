// SPDX-License-Identifier: Apache-2.0

import { madd, sum4 } from './inline/simd';

const RECORD_BYTES: usize = 36 * 4;

/** 32 weights with the 32 features of a record, as a move of at most one cell; a sum that is no number moves nothing. */
function move(weights: usize, features: usize): f32 {
  let a = f32x4.splat(0);
  for (let i: usize = 0; i < 128; i += 16) a = madd(v128.load(weights + i), v128.load(features + i), a);
  const d = sum4(a);
  return d > 1 ? 1 : d < -1 ? -1 : d <= 1 ? d : 0;
}

export function refine_f32(records: usize, weights: usize, joints: i32): void {
  for (let j = 0; j < joints; j++) {
    const record = records + (j as usize) * RECORD_BYTES;
    const own = weights + (j as usize) * 256;
    store<f32>(record, load<f32>(record, 0) + move(own, record + 16), 0);
    store<f32>(record, load<f32>(record, 4) + move(own + 128, record + 16), 4);
  }
}
