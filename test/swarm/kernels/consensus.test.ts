// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONSENSUS_RECORD, consensusScratchBytes, type Kernels } from '../../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../../src/swarm/kernels/scalar.ts';
import { createKernelMemory, instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';
import { Arena } from './arena.ts';

type Vote = readonly [x: number, y: number, confidence: number, sharpness?: number];

const module = await WebAssembly.compile(await readFile(new URL('../../../assets/kernels.wasm', import.meta.url)));
const memory = createKernelMemory();
const IMPLEMENTATIONS: [string, Kernels][] = [
  ['scalar', scalarKernels(memory)],
  ['wasm', instantiateKernels(module, memory)],
];

describe.each(IMPLEMENTATIONS)('consensus_f32, %s', (_, kernels) => {
  /** The record of one joint. */
  const agree = (
    votes: readonly Vote[],
    options: { weights?: number[]; floor?: number; ceiling?: number; rule?: 0 | 1 } = {},
  ): number[] => {
    const { weights = votes.map(() => 1), floor = 2, ceiling = Number.POSITIVE_INFINITY, rule = 0 } = options;
    const arena = new Arena(memory, 1);
    const at = arena.floats(votes.length * 4, (i) => votes[i >> 2]![i & 3] ?? 1);
    const dst = arena.floats(CONSENSUS_RECORD);
    const scratch = arena.bytes(consensusScratchBytes(votes.length));
    kernels.consensus_f32(
      at,
      votes.length,
      1,
      arena.floats(votes.length, (i) => weights[i]!),
      dst,
      floor,
      ceiling,
      rule,
      scratch,
    );
    return [...new Float32Array(memory.buffer, dst, CONSENSUS_RECORD)];
  };

  test('four squads that agree: the mean, weighted by reputation and confidence', () => {
    // Votes on the corners of a square of 2: the median centre is its middle, sqrt(2) from each; all are inside.
    const votes: Vote[] = [
      [10, 20, 1],
      [12, 20, 0.5],
      [10, 22, 0.5],
      [12, 22, 0],
    ];
    const [x, y, score, spread, dissent, accepted, live] = agree(votes, { weights: [1, 1, 0.5, 1] });
    const weights = [1, 0.5, 0.25, 0.05];
    const total = 1.8;
    expect(x).toBeCloseTo((10 * weights[0]! + 12 * weights[1]! + 10 * weights[2]! + 12 * weights[3]!) / total, 5);
    expect(y).toBeCloseTo((20 * weights[0]! + 20 * weights[1]! + 22 * weights[2]! + 22 * weights[3]!) / total, 5);
    expect(score).toBeCloseTo((1 + 0.5 + 0.25) / 3.5, 6);
    const squares = votes.map(([vx, vy]) => (vx - x!) ** 2 + (vy - y!) ** 2);
    expect(spread).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b) / 4), 5);
    expect([dissent, accepted, live]).toEqual([0, 1, 4]);
  });

  test('who abstains is not counted, and not missed', () => {
    const votes: Vote[] = [
      [10, 20, 1],
      [12, 20, 1],
      [60, 90, 1, 0],
      [80, 20, 1, -4],
      [80, 20, 1, Number.NaN],
    ];
    const [x, , score, , dissent, accepted, live] = agree(votes);
    expect([x, score, dissent, accepted, live]).toEqual([11, 1, 0, 1, 2]);
  });

  test('who sees finer weighs more in the mean, and in nothing else', () => {
    const record = agree([
      [10, 20, 0.5],
      [11, 20, 0.5, 3],
    ]);
    expect(record.slice(0, 3)).toEqual([10.75, 20, 0.5]);
    expect(record.slice(4, 7)).toEqual([0, 1, 2]);
    const [x = 0] = agree([
      [10, 20, 0.5],
      [11, 20, 0.5, Number.POSITIVE_INFINITY],
    ]);
    expect(x).toBeCloseTo(10 + 64 / 65, 5);
  });

  test('one of four lies with full confidence: it is gated out and named as dissent', () => {
    const record = agree([
      [10, 20, 0.5],
      [10, 20, 0.5],
      [10, 20, 0.5],
      [60, 90, 1],
    ]);
    expect(record).toEqual([10, 20, 0.375, 0, 0.25, 1, 4, 0]);
  });

  test('half against half is not accepted by two thirds, and a silent squad is none', () => {
    const split: Vote[] = [
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
      [50, 0, 1],
      [50, 0, 1],
    ];
    const [x, , score, , dissent, accepted] = agree(split);
    expect([x, accepted]).toEqual([0, 0]);
    expect([score, dissent]).toEqual([Math.fround(0.6), Math.fround(0.4)]);
    expect(agree(split, { weights: [1, 1, 1, 0, Number.NaN] })).toEqual([0, 0, 1, 0, 0, 1, 3, 0]);
  });

  test('votes that are no numbers are dropped and cost the joint its acceptance', () => {
    const votes: Vote[] = [
      [5, 5, 1],
      [5, 5, 1],
      [Number.NaN, 5, 1],
      [5, 2e6, 1],
    ];
    expect(agree(votes)).toEqual([5, 5, 1, 0, 0, 0, 2, 0]);
    expect(agree([[Number.POSITIVE_INFINITY, 0, 1]])).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    expect(agree([[1, 2, 1]], { weights: [0] })).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
  });

  test('rule both: colluders who drag the median are out, where the gate alone lets them in', () => {
    // Eight honest votes 4 round (0, 0) and three liars in one place, 28 away and just inside the gate round the median.
    const votes = Array.from({ length: 8 }, (_value, i): Vote => [4 * Math.cos(i * 2.4), 4 * Math.sin(i * 2.4), 1]);
    votes.push([20, 20, 1], [20, 20, 1], [20, 20, 1]);
    const gate = agree(votes, { rule: 0 });
    const both = agree(votes, { rule: 1 });
    expect([gate[4], both[4]]).toEqual([0, Math.fround(3 / 11)]);
    expect(Math.hypot(gate[0]!, gate[1]!)).toBeGreaterThan(7);
    expect(Math.hypot(both[0]!, both[1]!)).toBeLessThan(0.5);
  });

  test('a liar does not profit from scattered honest votes: beyond the ceiling nobody agrees', () => {
    const votes: Vote[] = [
      [40, 40, 0.3],
      [48, 40, 0.3],
      [44, 52, 0.3],
      [44, 78, 1],
    ];
    expect(agree(votes, { rule: 1 })[4]).toBe(0);
    const [x, y, , , dissent] = agree(votes, { rule: 1, ceiling: 16 });
    expect(dissent).toBe(0.25);
    expect(Math.hypot(x! - 44, y! - 44)).toBeLessThan(4);
  });

  test('where everybody is far from everybody, one of the nearest pair is believed, the surer, and not the empty middle', () => {
    const two: Vote[] = [
      [10, 10, 0.4],
      [90, 10, 0.6],
    ];
    expect(agree(two, { rule: 1 }).slice(0, 2)).not.toEqual([90, 10]);
    expect(agree(two, { rule: 1, ceiling: 16 })).toEqual([90, 10, Math.fround(0.3), 0, 0.5, 0, 2, 0]);
    const four: Vote[] = [
      [0, 0, 1],
      [100, 0, 0.5],
      [100, 90, 0.9],
      [0, 100, 1],
    ];
    expect(agree(four, { rule: 1, ceiling: 16 }).slice(0, 2)).toEqual([100, 90]);
  });

  test('for any numbers the record is finite, and its shares lie in 0..1', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -200, max: 200 }));
    const vote = fc.tuple(number, number, number);
    fc.assert(
      fc.property(
        fc.array(vote, { minLength: 1, maxLength: 12 }),
        fc.array(number, { minLength: 12 }),
        fc.boolean(),
        (votes, weights, both) => {
          const record = agree(votes, { weights, rule: both ? 1 : 0 });
          expect(record.every(Number.isFinite)).toBe(true);
          for (const share of [record[2]!, record[4]!]) expect(share >= 0 && share <= 1).toBe(true);
        },
      ),
    );
  });

  test('with fewer than a third of the votes lying anywhere the result stays with the honest ones', () => {
    const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 }),
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 7, maxLength: 7 }),
        (liars, lies) => {
          // Honest votes lie on a circle of radius 1 round (40, 50).
          const honest = Array.from(
            { length: 24 - liars },
            (_value, i): Vote => [40 + Math.cos(i * 2.4), 50 + Math.sin(i * 2.4), 0.5],
          );
          const votes = [...honest, ...lies.slice(0, liars).map(([x, y]): Vote => [x, y, 1])];
          for (const rule of [0, 1] as const) {
            const [x, y] = agree(votes, { rule });
            expect(Math.hypot(x! - 40, y! - 50)).toBeLessThan(2.5);
          }
        },
      ),
    );
  });
});
