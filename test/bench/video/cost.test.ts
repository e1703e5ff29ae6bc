// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { trackingMs } from '../../../bench/video/cost.ts';
import { seededRandom } from '../../support/random.ts';
import { trainedTemporal } from '../../support/trained-temporal.ts';

test('five people are followed, judged and smoothed in less than 0.2 ms a frame', () => {
  // The best of three medians: other work on the machine must not fail it.
  const { judge } = trainedTemporal();
  const ms = [1, 2, 3].map((seed) => trackingMs(5, 500, seededRandom(seed), judge));
  expect(Math.min(...ms)).toBeLessThan(0.2);
});
