// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { munkres } from 'munkres';
import { describe, expect, test } from 'vitest';
import { createAssign, NOBODY } from '../../../src/people/tracks/assignment.ts';

/** Runs the solver on rows of costs. */
function solve(rows: readonly (readonly number[])[], gate: number, assign = createAssign()): number[] {
  const columns = rows[0]?.length ?? 0;
  const columnOf = new Int32Array(rows.length);
  assign(Float64Array.from(rows.flat()), rows.length, columns, gate, columnOf);
  return [...columnOf];
}

/** What an assignment costs; whoever stays apart costs the gate. */
function total(rows: readonly (readonly number[])[], columnOf: readonly number[], gate: number): number {
  const pairs = Math.min(rows.length, rows[0]?.length ?? 0);
  const paid = columnOf.flatMap((column, row) => (column === NOBODY ? [] : [rows[row]![column]!]));
  return paid.reduce((sum, cost) => sum + cost, 0) + (pairs - paid.length) * gate;
}

const matrices = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

describe('assignment', () => {
  test('takes the cheapest whole, not the cheapest pair first', () => {
    expect(solve([[0.1, 0.2], [0.15, 0.9]], 1)).toEqual([1, 0]); // biome-ignore format: a matrix
  });

  test('leaves alone whom nobody fits', () => {
    expect(solve([[0.9, 0.1], [0.95, 0.3]], 0.8)).toEqual([1, NOBODY]); // biome-ignore format: a matrix
    expect(solve([[Number.POSITIVE_INFINITY], [Number.NaN]], 0.8)).toEqual([NOBODY, NOBODY]);
  });

  test('never pays with a bad pair for a good one', () => {
    // Everybody at once would cost 0.1 + 0.79, two within the gate of 0.8; the better sum is the single pair of cost 0.
    expect(solve([[0, 0.79], [0.1, 5]], 0.8)).toEqual([0, NOBODY]); // biome-ignore format: a matrix
  });

  test.each([Number.POSITIVE_INFINITY, 1e308])('without a gate (%d) brings as many together as can be', (gate) => {
    const far = Number.POSITIVE_INFINITY;
    expect(solve([[far]], gate)).toEqual([NOBODY]);
    expect(solve([[far, 0.1], [0.2, 900]], gate)).toEqual([1, 0]); // biome-ignore format: a matrix
    expect(solve([[0, 700], [900, far]], gate)).toEqual([1, 0]); // biome-ignore format: a matrix
    expect(solve([[0.5, 0.25], [Number.NaN, -far]], gate)).toEqual([1, NOBODY]); // biome-ignore format: a matrix
    expect(solve([[-3, 2], [-7, 8]], gate)).toEqual([1, 0]); // biome-ignore format: a matrix
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, -1e308])('with a gate of %d leaves everybody alone', (gate) => {
    expect(solve([[0, 1], [1, Number.NEGATIVE_INFINITY]], gate)).toEqual([NOBODY, NOBODY]); // biome-ignore format: a matrix
  });

  test('comes to an end whatever the costs and the gate', () => {
    const assign = createAssign();
    const any = fc.array(fc.array(fc.double(), { minLength: 3, maxLength: 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(any, fc.double(), (rows, gate) => {
        const taken = solve(rows, gate, assign).flatMap((column, row) =>
          column === NOBODY ? [] : [rows[row]![column]!],
        );
        for (const cost of taken) expect(cost).toBeLessThan(gate);
        expect(taken.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test('of nobody to nobody is nothing', () => {
    expect(solve([], 1)).toEqual([]);
    expect(solve([[], []], 1)).toEqual([NOBODY, NOBODY]);
  });

  test('costs as little as munkres finds', () => {
    const assign = createAssign();
    fc.assert(
      fc.property(matrices, fc.double({ min: 0.05, max: 1.2, noNaN: true }), (rows, gate) => {
        const columnOf = solve(rows, gate, assign);
        const clamped = rows.map((row) => row.map((cost) => Math.min(cost, gate)));
        const best = munkres(clamped).reduce((sum, [row, column]) => sum + clamped[row]![column]!, 0);
        expect(total(rows, columnOf, gate)).toBeCloseTo(best, 9);
        const taken = columnOf.filter((column) => column !== NOBODY);
        expect(new Set(taken).size).toBe(taken.length);
        for (const [row, column] of columnOf.entries())
          if (column !== NOBODY) expect(rows[row]![column]).toBeLessThan(gate);
      }),
    );
  });
});
