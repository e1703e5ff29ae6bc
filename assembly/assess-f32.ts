// SPDX-License-Identifier: Apache-2.0

import { sigmoid } from './inline/exp';

export function assess_f32(features: usize, weights: usize, count: i32, dst: usize): void {
  for (let i = 0; i < count; i++) {
    const f = features + (i as usize) * 32;
    const w = weights + (i as usize) * 256;
    let logit = load<f32>(w, 63 * 4);
    for (let o: usize = 0; o < 7; o++) {
      let hidden = load<f32>(w + o * 4, 49 * 4);
      for (let k: usize = 0; k < 7; k++) hidden += load<f32>(w + o * 28 + k * 4) * load<f32>(f + k * 4);
      if (hidden > 0) logit += load<f32>(w + o * 4, 56 * 4) * hidden;
    }
    store<f32>(dst + (i as usize) * 4, sigmoid(logit));
  }
}
