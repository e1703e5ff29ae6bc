// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addProposal,
  createProposals,
  createRegionSlots,
  PER_REGION,
  proposePeople,
  REGION_GRID,
  regionOf,
  sigmoid,
} from '../../../src/swarm/scouts/propose.ts';

const SIDE = 26;
const CELLS = SIDE * SIDE;
const STRIDE = 8;

/** Maps without anybody: centres at -10, distances of one cell. */
function emptyMaps(): Float32Array {
  return new Float32Array(5 * CELLS).fill(-10, 0, CELLS);
}

function propose(planes: Float32Array, threshold = 0.3) {
  const list = createProposals(256);
  proposePeople(planes, SIDE, SIDE, STRIDE, threshold, createRegionSlots(), list);
  return Array.from({ length: list.count }, (_, i) => ({
    score: list.score[i] ?? 0,
    box: [...list.box.subarray(i * 4, i * 4 + 4)],
  }));
}

describe('the scout’s maps', () => {
  test('propose a person at a peak, with the box that its distances say', () => {
    const planes = emptyMaps();
    const cell = 10 * SIDE + 7;
    planes[cell] = 2;
    for (const [plane, cells] of [1.5, 2, 1, 4].entries()) planes[(plane + 1) * CELLS + cell] = Math.log(cells);
    const [person, ...others] = propose(planes);
    expect(others).toEqual([]);
    expect(person?.score).toBeCloseTo(sigmoid(2), 6);
    const [cx, cy] = [7.5 * 8, 10.5 * 8];
    for (const [i, edge] of [cx - 12, cy - 16, cx + 8, cy + 32].entries()) expect(person?.box[i]).toBeCloseTo(edge, 4);
  });

  test('propose nobody at or below the threshold, or beside a peak', () => {
    const planes = emptyMaps();
    planes[5] = 3;
    planes[6] = 2.9;
    planes[5 + SIDE] = 2.9;
    planes[400] = Math.log(0.3 / 0.7) - 1e-4;
    expect(propose(planes)).toHaveLength(1);
  });

  test('propose one person for a flat top', () => {
    const planes = emptyMaps();
    planes.fill(1, 30, 32);
    planes.fill(1, 30 + SIDE, 32 + SIDE);
    expect(propose(planes)).toHaveLength(1);
  });

  test('propose at most four people a region, the strongest', () => {
    const planes = emptyMaps();
    // Region (0, 0) of the grid is cells 0..3: four peaks fit, and a fifth only on the same cells of a finer map.
    const side = 64;
    const fine = new Float32Array(5 * side * side).fill(-10, 0, side * side);
    const strengths = [1, 5, 2, 4, 3, 6, 0.5];
    for (const [i, strength] of strengths.entries()) fine[Math.floor(i / 4) * 2 * side + (i % 4) * 2] = strength;
    const list = createProposals(256);
    proposePeople(fine, side, side, 4, 0.3, createRegionSlots(), list);
    expect(list.count).toBe(PER_REGION);
    expect([...list.score.subarray(0, 4)].sort()).toEqual([3, 4, 5, 6].map((s) => Math.fround(sigmoid(s))));
    expect(propose(planes)).toEqual([]);
  });

  test('with numbers that are none propose only finite boxes', () => {
    const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30, 0, 3);
    fc.assert(
      fc.property(fc.array(odd, { minLength: 60, maxLength: 60 }), fc.integer({ min: 0, max: 8 }), (values, turn) => {
        const planes = emptyMaps().map((value, i) => (i % 11 === turn ? (values[i % 60] ?? 0) : value));
        for (const { score, box } of propose(planes)) {
          expect(score).toBeGreaterThan(0.3);
          expect(score).toBeLessThanOrEqual(1);
          expect(box.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });
});

test('regions divide any map into eight', () => {
  expect([0, 3, 4, 25].map((i) => regionOf(i, 26))).toEqual([0, 0, 1, 7]);
  expect(new Set(Array.from({ length: 26 }, (_, i) => regionOf(i, 26))).size).toBe(REGION_GRID);
});

test('a full list stays full', () => {
  const list = createProposals(1);
  addProposal(list, 0.5, 1, 2, 3, 4);
  addProposal(list, 0.9, 5, 6, 7, 8);
  expect([list.count, list.score[0], ...list.box]).toEqual([1, 0.5, 1, 2, 3, 4]);
});
