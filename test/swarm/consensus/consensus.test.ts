// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONSENSUS } from '../../../src/swarm/agents/votes.ts';
import { CONSENSUS_FLOOR_PX, type Consensus, createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { swarmParts } from '../../support/swarm-parts.ts';

type Vote = readonly [x: number, y: number, confidence: number];

const MOST_SQUADS = 13;
const TOLERANCE = 1e-3;

/** Asks the consensus about one joint; the other 16 get the same votes. */
function decideWith(consensus: Consensus, f32: Float32Array) {
  return (votes: readonly Vote[], reputations: readonly number[] = votes.map(() => 1)) => {
    for (const [squad, vote] of votes.entries()) {
      for (let joint = 0; joint < 17; joint++) {
        f32.set([...vote, 1], consensus.votes + (squad * 17 + joint) * 4);
      }
    }
    f32.set(reputations, consensus.reputation);
    consensus.decide(votes.length);
    const first = [...f32.subarray(consensus.results, consensus.results + 8)];
    expect([...f32.subarray(consensus.results + 16 * 8, consensus.results + 17 * 8)]).toEqual(first);
    const [x = 0, y = 0, score = 0, spread = 0, dissent = 0, accepted = 0, live = 0, disbelieved = 0] = first;
    return { x, y, score, spread, dissent, accepted, live, disbelieved };
  };
}

const honestPlace = fc.float({ min: -20, max: 150, noNaN: true });
const confidence = fc.float({ min: 0, max: 1, noNaN: true });
const anything = fc.oneof(
  fc.float(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 1e6, 1.1e6, 0, -0),
  honestPlace,
);
const lie: fc.Arbitrary<Vote> = fc.tuple(anything, anything, anything);

/** n honest and lying votes in any order, with at most f = floor((n - 1) / 3) liars, who may agree with each other. */
function poll(lies: fc.Arbitrary<Vote>, radius = 40) {
  return fc.integer({ min: 4, max: MOST_SQUADS }).chain((n) => {
    const f = Math.floor((n - 1) / 3);
    const offset = fc.float({ min: -radius, max: radius, noNaN: true });
    return fc
      .record({
        centre: fc.tuple(honestPlace, honestPlace),
        honest: fc.array(fc.tuple(offset, offset, confidence), { minLength: n - f, maxLength: n - f }),
        liars: fc.oneof(
          fc.array(lies, { minLength: f, maxLength: f }),
          lies.map((one) => Array.from({ length: f }, () => one)),
        ),
        order: fc.infiniteStream(fc.nat()),
      })
      .map(({ centre: [cx, cy], honest, liars, order }) => {
        const votes = honest.map(([dx, dy, c]): Vote => [Math.fround(cx + dx), Math.fround(cy + dy), c]);
        const keyed = [...votes, ...liars].map((vote) => ({ vote, key: order.next().value }));
        return { honest: votes, all: keyed.sort((a, b) => a.key - b.key).map(({ vote }) => vote) };
      });
  });
}

function extent(votes: readonly Vote[]) {
  const xs = votes.map(([x]) => x);
  const ys = votes.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x0, x1, y0, y1, diameter: Math.hypot(x1 - x0, y1 - y0) };
}

/** How far a place lies outside the box round the honest votes. */
function outside({ x, y }: { x: number; y: number }, { x0, x1, y0, y1 }: ReturnType<typeof extent>): number {
  return Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(y0 - y, 0, y - y1));
}

describe.each(['js', 'wasm-simd'] as const)('the consensus on tier %s', (tier) => {
  const { context } = swarmParts(tier);
  const decide = decideWith(createConsensus(MOST_SQUADS, context), context.f32);

  test('is the votes’ place where all agree', () => {
    const result = decide(Array.from({ length: 4 }, () => [30, 40, 0.5]));
    expect(result).toEqual({ x: 30, y: 40, score: 0.5, spread: 0, dissent: 0, accepted: 1, live: 4, disbelieved: 0 });
  });

  test('does not believe a far vote and says so', () => {
    const result = decide([
      [10, 10, 0.9],
      [11, 10, 0.9],
      [10, 11, 0.9],
      [90, 90, 1],
    ]);
    expect(outside(result, { x0: 10, x1: 11, y0: 10, y1: 11, diameter: 2 })).toBe(0);
    // All of the person's joints are said to lie there.
    expect(result).toMatchObject({ dissent: 0.25, accepted: 1, live: 3, disbelieved: 1 });
  });

  test('does not listen to a squad without reputation, and accepts nothing that half the squads deny', () => {
    const votes: Vote[] = [
      [10, 10, 1],
      [10, 10, 1],
      [60, 60, 1],
      [60, 60, 1],
    ];
    expect(decide(votes, [1, 1, 0, 0])).toMatchObject({ x: 10, y: 10, accepted: 1, live: 2 });
    expect(
      decide(
        [
          [0, 0, 1],
          [100, 0, 1],
          [0, 100, 1],
          [100, 100, 1],
        ],
        [1, 1, 1, 1],
      ).dissent,
    ).toBeLessThanOrEqual(1);
    expect(
      decide([
        [Number.NaN, 0, 1],
        [0, Number.NaN, 1],
        [5, 5, 1],
        [5, 5, 1],
      ]),
    ).toMatchObject({ x: 5, y: 5, accepted: 0, live: 2 });
  });

  test('has nothing to say without votes', () => {
    const nan = Number.NaN;
    const result = decide(Array.from({ length: 4 }, () => [nan, nan, nan]));
    expect(result).toEqual({ x: 0, y: 0, score: 0, spread: 0, dissent: 1, accepted: 0, live: 0, disbelieved: 0 });
  });

  test('stays within the honest votes when up to f of n lie from afar, are no numbers, or agree on a lie', () => {
    const far = fc.constantFrom(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1e308,
      -1e308,
      1e30,
      9e5,
      -9e5,
      5e4,
      -5e4,
    );
    fc.assert(
      fc.property(poll(fc.tuple(far, far, anything)), ({ honest, all }) => {
        const result = decide(all);
        expect(outside(result, extent(honest))).toBeLessThan(TOLERANCE);
        expect(Object.values(result).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('stays within the honest spread of them, or the gate’s floor, whatever up to f of n say', () => {
    fc.assert(
      fc.property(poll(lie, 10), ({ honest, all }) => {
        const result = decide(all);
        const around = extent(honest);
        // The centre lies among the honest, and the gate is 2.5 * 1.4826 times a distance that the honest majority has.
        const reach = Math.max(CONSENSUS_FLOOR_PX, 2.5 * 1.4826 * around.diameter);
        expect(outside(result, around)).toBeLessThan(reach + TOLERANCE);
        expect(Object.values(result).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('is finite and in range whatever all say', () => {
    const reputation = fc.oneof(confidence, fc.constantFrom(Number.NaN, -1, 7));
    const polls = fc.array(fc.tuple(lie, reputation), { minLength: 1, maxLength: MOST_SQUADS });
    fc.assert(
      fc.property(polls, (votes) => {
        const result = decide(
          votes.map(([vote]) => vote),
          votes.map(([, weight]) => weight),
        );
        expect(Object.values(result).every(Number.isFinite)).toBe(true);
        for (const share of [result.score, result.dissent, result.accepted]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-6);
        }
        expect(result.spread).toBeGreaterThanOrEqual(0);
        expect(result.live).toBeLessThanOrEqual(votes.length);
      }),
      { numRuns: 300 },
    );
  });
});

test('the record’s fields are where the kernel writes them', () => {
  expect(CONSENSUS).toEqual({ x: 0, y: 1, score: 2, spread: 3, dissent: 4, accepted: 5, live: 6, disbelieved: 7 });
});
