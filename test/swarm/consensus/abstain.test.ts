// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { personCrop } from '../../../src/frame/crop.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { CONSENSUS, VOTE } from '../../../src/swarm/agents/votes.ts';
import { createWindowWriter, WINDOW_FLOATS } from '../../../src/swarm/consensus/abstain.ts';
import { createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { REFERENCE_VIEW } from '../../../src/swarm/squads/squad.ts';
import { swarmParts } from '../../support/swarm-parts.ts';

const INPUT = { width: 96, height: 128 };

describe('what a squad sees of the reference crop', () => {
  const write = createWindowWriter();
  const window = new Float32Array(WINDOW_FLOATS);

  test.each([
    [{ scale: 1.25, dx: 0, dy: 0, mirror: true }, [0, 0, 96, 128]],
    [{ scale: 0.625, dx: 0, dy: 0, mirror: false }, [24, 32, 72, 96]],
    // Half as large, moved up by half of its own height.
    [{ scale: 0.625, dx: 0, dy: -0.5, mirror: false }, [24, 0, 72, 64]],
  ])('by its view %o', (view, expected) => {
    for (const box of [boxOf(10, 20, 40, 200), boxOf(-30, 5, 200, 60)]) {
      const reference = { rect: personCrop(box, REFERENCE_VIEW, INPUT), input: INPUT };
      write({ view, input: INPUT }, box, reference, window, 0);
      for (const [i, edge] of expected.entries()) expect(window[i]).toBeCloseTo(edge, 3);
    }
  });
});

describe('a squad that cannot see a joint', () => {
  const { context } = swarmParts();
  const { f32 } = context;
  const consensus = createConsensus(3, context);

  /** The first joint by three squads; the last one sees the lower half of the crop. */
  function decide(
    votes: readonly (readonly [number, number, number, sharpness?: number])[],
    windows: readonly (readonly number[])[],
  ) {
    for (const [squad, [x, y, confidence, sharpness = 1]] of votes.entries()) {
      for (let joint = 0; joint < 17; joint++)
        f32.set([x, y, confidence, sharpness], consensus.votes + (squad * 17 + joint) * 4);
    }
    f32.set(windows.flat(), consensus.windows);
    consensus.decide(votes.length);
    const of = (field: number): number => f32[consensus.results + field] ?? Number.NaN;
    return {
      x: of(CONSENSUS.x),
      accepted: of(CONSENSUS.accepted),
      live: of(CONSENSUS.live),
      dissent: of(CONSENSUS.dissent),
      marks: votes.map((_, squad) => f32[consensus.votes + squad * 17 * 4 + VOTE.sharpness]),
    };
  }
  const all = [0, 0, 96, 128];
  const lower = [0, 64, 96, 128];

  test('is not heard about it, and neither dissents nor is missed', () => {
    const votes = [[10, 20, 0.5] as const, [14, 20, 0.5] as const, [60, 100, 0.9] as const];
    expect(decide(votes, [all, all, lower])).toEqual({ x: 12, accepted: 1, live: 2, dissent: 0, marks: [1, 1, -1] });
  });

  test('is heard where the others have the joint in its window', () => {
    const votes = [[10, 90, 0.5] as const, [14, 90, 0.5] as const, [12, 90, 0.5] as const];
    expect(decide(votes, [all, all, lower])).toMatchObject({ x: 12, live: 3, marks: [1, 1, 1] });
  });

  test('is heard when nobody can see the joint', () => {
    const votes = [[10, 20, 0.5] as const, [14, 20, 0.5] as const];
    expect(decide(votes, [lower, lower])).toMatchObject({ x: 12, live: 2, marks: [1, 1] });
  });

  test('stays silent about joints that it does not speak about, whoever sees them', () => {
    const votes = [[10, 90, 0.5] as const, [14, 90, 0.5] as const, [12, 90, 0.9, 0] as const];
    expect(decide(votes, [lower, lower, all])).toMatchObject({ x: 12, live: 2, marks: [1, 1, 0] });
    expect(decide([[12, 20, 0.9, 0]], [all])).toMatchObject({ live: 0, marks: [0] });
  });
});
