// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { seededRandom } from '../../support/random.ts';
import { trainedTemporal } from '../../support/trained-temporal.ts';

/** 7 -> 7 -> 1 in plain loops. */
function net(weights: Float32Array, f: Float32Array): number {
  let sum = weights[63]!;
  for (let h = 0; h < 7; h++) {
    let hidden = weights[49 + h]!;
    for (let i = 0; i < 7; i++) hidden += weights[h * 7 + i]! * f[i]!;
    sum += weights[56 + h]! * Math.max(hidden, 0);
  }
  return 1 / (1 + Math.exp(-sum));
}

test('every joint is judged by its own agent', () => {
  const { swarm, judge } = trainedTemporal();
  const random = seededRandom(3);
  const features = Float32Array.from({ length: 17 * 8 }, random);
  const weights = swarm.values.get('temporal/validators/w')!;
  const verdicts = judge(features);
  for (let joint = 0; joint < 17; joint++) {
    const own = net(weights.subarray(joint * 64, joint * 64 + 64), features.subarray(joint * 8, joint * 8 + 7));
    expect(verdicts[joint]).toBeCloseTo(own, 4);
  }
});
