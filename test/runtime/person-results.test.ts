// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createPersonResults, firstConfidence } from '../../src/runtime/person-results.ts';

const INPUT = { width: 96, height: 128 };

function person() {
  return createPersonResults(4, INPUT).at(0);
}

describe('how sure the first squad is', () => {
  test('is the mean of the eleven joints of which it is surest', () => {
    const one = person();
    for (let joint = 0; joint < 17; joint++) one.votes[joint * 4 + 2] = ((joint * 7) % 17) / 17;
    const eleven = Array.from({ length: 11 }, (_, i) => (16 - i) / 17);
    expect(firstConfidence(one)).toBeCloseTo(eleven.reduce((a, b) => a + b) / 11, 6);
  });

  test('counts equally sure joints once each', () => {
    const one = person();
    for (let joint = 0; joint < 17; joint++) one.votes[joint * 4 + 2] = joint < 9 ? 0.5 : 0.25;
    expect(firstConfidence(one)).toBeCloseTo((9 * 0.5 + 2 * 0.25) / 11, 6);
  });
});
