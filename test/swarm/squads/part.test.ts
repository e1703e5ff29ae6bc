// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../../src/pose/box.ts';
import { CONSENSUS } from '../../../src/swarm/agents/votes.ts';
import { CONSENSUS_RECORD } from '../../../src/swarm/kernels/kernels.ts';
import { partBox } from '../../../src/swarm/squads/part.ts';

/** Two picture px are one of the reference crop. */
const reference = {
  ...{ rect: { x0: 10, y0: 20, x1: 202, y1: 276 }, input: { width: 96, height: 128 }, quarter: 0 as const },
};
const person = boxOf(20, 40, 140, 240);
const HEAD = [0, 1, 2, 3, 4, 5, 6];

/** The box of the head's joints when these are found, [joint, x, y, score] in picture px. */
function headOf(joints: readonly (readonly [number, number, number, number])[]) {
  const f32 = new Float32Array(17 * CONSENSUS_RECORD);
  for (const [joint, x, y, score] of joints) {
    f32[joint * CONSENSUS_RECORD + CONSENSUS.x] = (x - 10) / 2;
    f32[joint * CONSENSUS_RECORD + CONSENSUS.y] = (y - 20) / 2;
    f32[joint * CONSENSUS_RECORD + CONSENSUS.score] = score;
  }
  const out = boxOf(0, 0, 0, 0);
  partBox(f32, 0, HEAD, person, reference, { x: 0, y: 0 }, out);
  return out;
}

describe('the box of a part', () => {
  test('goes round those of its joints that were found', () => {
    const sure = [[0, 60, 40, 0.9] as const, [5, 40, 100, 0.3] as const, [6, 90, 110, 0.2] as const];
    expect(headOf(sure)).toEqual(boxOf(40, 40, 90, 110));
    // Somebody's knee is not their head, and a guess is no place.
    expect(headOf([...sure, [13, 70, 200, 0.9], [4, 10, 30, 0.1]])).toEqual(boxOf(40, 40, 90, 110));
  });

  test('is never small: a quarter of the person', () => {
    const near = headOf([
      [1, 60, 50, 0.9],
      [2, 64, 52, 0.9],
    ]);
    expect(near).toEqual(boxOf(62 - 18.75, 51 - 25, 62 + 18.75, 51 + 25));
  });

  test('is the person’s where too few joints were found', () => {
    expect(headOf([])).toEqual(person);
    expect(headOf([[0, 60, 40, 0.9]])).toEqual(person);
  });
});
