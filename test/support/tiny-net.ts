// SPDX-License-Identifier: Apache-2.0

/** What an agent of level 4 makes of seven features, by hand: 7 -> 7 -> 1, W1 [7][7], b1 [7], w2 [7], b2. */
export function tinyNet(weights: Float32Array, agent: number, features: readonly number[]): number {
  const w = weights.subarray(agent * 64, agent * 64 + 64);
  let logit = w[63] ?? 0;
  for (let o = 0; o < 7; o++) {
    let hidden = w[49 + o] ?? 0;
    for (let k = 0; k < 7; k++) hidden += (w[o * 7 + k] ?? 0) * (features[k] ?? 0);
    logit += (w[56 + o] ?? 0) * Math.max(hidden, 0);
  }
  return 1 / (1 + Math.exp(-logit));
}
