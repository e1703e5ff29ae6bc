// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { quarterOf } from '../../src/people/lean.ts';
import { QUARTERS, type Quarter } from '../../src/pose/quarter.ts';

/** By how many quarters somebody is turned whose torso leans by so many degrees, as long as another. */
function turnOf(degrees: number, last: Quarter = 0, torso = 60, score = 0.9): Quarter {
  const x = new Float64Array(17);
  const y = new Float64Array(17);
  const angle = (degrees * Math.PI) / 180;
  const put = (joint: number, along: number, beside: number): void => {
    x[joint] = 200 + along * Math.sin(angle) + beside * Math.cos(angle);
    y[joint] = 200 - along * Math.cos(angle) + beside * Math.sin(angle);
  };
  put(5, torso, 20);
  put(6, torso, -20);
  put(11, 0, 14);
  put(12, 0, -14);
  return quarterOf(x, y, new Array(17).fill(score), 100, last);
}

describe('by how many quarters somebody is turned', () => {
  test('is told by shoulders and hips', () => {
    for (const quarter of QUARTERS) {
      for (const off of [-25, 0, 25]) expect(turnOf(quarter * 90 + off)).toBe(quarter);
    }
    expect(turnOf(-90)).toBe(3);
  });

  test('stays the same near an eighth of a turn', () => {
    for (const quarter of QUARTERS) {
      for (const off of [-55, 55]) expect(turnOf(quarter * 90 + off, quarter)).toBe(quarter);
    }
    expect(turnOf(65, 0)).toBe(1);
    expect(turnOf(25, 1)).toBe(0);
  });

  test('stays the same where a joint is not sure, or the torso is seen from its end', () => {
    expect(turnOf(180, 1, 60, 0.2)).toBe(1);
    expect(turnOf(180, 1, 10)).toBe(1);
    expect(turnOf(180, 1, 60, Number.NaN)).toBe(1);
  });
});
