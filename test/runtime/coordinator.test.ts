// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Means, shareSquads } from '../../src/runtime/coordinator.ts';

const means = (some: Partial<Means> = {}): Means => ({
  ...{ squads: 4, remainingMs: 10, squadMs: 2, personMs: 0, hands: 1 },
  ...some,
});

describe('the coordinator', () => {
  test('gives everybody every squad when there is no deadline', () => {
    expect(shareSquads([0, 0, 0], means({ remainingMs: Number.POSITIVE_INFINITY }))).toEqual([4, 4, 4]);
    expect(shareSquads([], means())).toEqual([]);
  });

  test('spends what the time allows, first on those in need', () => {
    expect(shareSquads([0], means())).toEqual([4]);
    expect(shareSquads([0], means({ remainingMs: 5 }))).toEqual([2]);
    expect(shareSquads([0.1, 0.9], means())).toEqual([2, 3]);
    expect(shareSquads([0, 0], means())).toEqual([3, 2]);
    expect(shareSquads([0, 0], means({ personMs: 1 }))).toEqual([2, 2]);
  });

  test('more hands do more', () => {
    expect(shareSquads([0, 0], means({ hands: 2 }))).toEqual([4, 4]);
    expect(shareSquads([0, 0], means({ hands: 2, remainingMs: 5 }))).toEqual([3, 2]);
  });

  test('gives everybody one squad, however late it is, and while nothing was measured', () => {
    expect(shareSquads([0, 0, 0], means({ remainingMs: -5 }))).toEqual([1, 1, 1]);
    expect(shareSquads([0, 0], means({ squadMs: 0 }))).toEqual([1, 1]);
  });

  test('has nobody to send when no squad votes', () => {
    expect(shareSquads([0, 1], means({ squads: 0 }))).toEqual([0, 0]);
  });

  test('never spends more than there is, beyond the one for each, and is even', () => {
    const needs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        needs,
        fc.integer({ min: 1, max: 24 }),
        fc.double({ min: -5, max: 50, noNaN: true }),
        (all, squads, ms) => {
          const shares = shareSquads(all, means({ squads, remainingMs: ms }));
          const runs = shares.reduce((sum, share) => sum + share, 0);
          expect(runs).toBeLessThanOrEqual(Math.max(all.length, Math.floor(Math.max(0, ms) / 2)));
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
          expect(Math.max(...shares)).toBeLessThanOrEqual(squads);
        },
      ),
    );
  });
});
