// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import type { Lines } from '../../../src/swarm/agents/graph.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { createJudge } from '../../../src/swarm/validators/judge.ts';
import { straighten } from '../../../src/swarm/validators/straighten.ts';
import { seededRandom } from '../../support/random.ts';
import { draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';
import { tinyNet } from '../../support/tiny-net.ts';

const REFERENCE = { width: 96, height: 128 };

function setUp(fewer: readonly Lines[] = []) {
  const swarm = swarmOf(draftSwarm(9));
  const { memory, context } = swarmParts();
  const placed = placeSwarm(swarm, groundOf(memory));
  const ballot = createConsensus(4, context);
  const judge = createJudge(placed, { ...swarm.graph.level4, fewer }, ballot, REFERENCE, context);
  return { swarm, f32: context.f32, ballot, judge };
}

describe('the judge', () => {
  test('asks an assessor about each joint and a validator about each limb, and takes the geometric mean', () => {
    const { swarm, f32, ballot, judge } = setUp();
    const random = seededRandom(2);
    const results = Array.from({ length: 17 }, (_, joint) => ({
      x: random() * 96,
      y: random() * 128,
      score: random(),
      // One of them is beyond what the feature can say.
      spread: joint === 7 ? 40 : random() * 6,
      dissent: random() / 2,
      accepted: joint % 3 === 0 ? 0 : 1,
    }));
    const masses = Array.from({ length: 4 }, () => Array.from({ length: 17 }, () => random()));
    masses[2]![4] = Number.NaN;
    for (const [joint, r] of results.entries()) {
      f32.set([r.x, r.y, r.score, r.spread, r.dissent, r.accepted, 4, 0], ballot.results + joint * 8);
      for (const [squad, row] of masses.entries())
        f32.set([0, 0, row[joint] ?? 0, 1], ballot.votes + (squad * 17 + joint) * 4);
    }
    const scores = new Float32Array(17);
    judge.judge(4, scores);

    const assessors = swarm.values.get('level4/assessors/w')!;
    const validators = swarm.values.get('level4/validators/w')!;
    const spread = (joint: number): number => Math.min(results[joint]!.spread / 8, 2);
    const whole = results.reduce((sum, { score }) => sum + score, 0) / 17;
    const own = results.map((r, joint) => {
      const mass = masses.map((row) => (Number.isNaN(row[joint]) ? 0 : (row[joint] ?? 0)));
      const features = [r.score, spread(joint), r.dissent, Math.max(...mass), whole, r.x / 96 - 0.5, r.y / 128 - 0.5];
      return tinyNet(assessors, joint, features);
    });
    const { limbs } = swarm.graph.level4.validators;
    for (let joint = 0; joint < 17; joint++) {
      const said = limbs.flatMap(([a, b], i) => {
        if (b !== joint) return [];
        const dx = results[b]!.x - results[a]!.x;
        const dy = results[b]!.y - results[a]!.y;
        const features = [dx / 96, dy / 128, Math.hypot(dx, dy) / 128, own[a]!, own[b]!, spread(a), spread(b)];
        return [tinyNet(validators, i, features)];
      });
      const p = own[joint]!;
      const joined = said.length > 0 ? Math.sqrt((p * said.reduce((sum, q) => sum + q, 0)) / said.length) : p;
      expect(scores[joint]).toBeCloseTo(joined, 5);
    }
  });

  test('is as sure as is true where fewer squads voted than there are', () => {
    const lines = { face: [1, 0], body: [0.5, -1], person: [1, 0], given: [1, 0] } as const;
    const said = (fewer: readonly Lines[], voting: number): number[] => {
      const scores = new Float32Array(17);
      setUp(fewer).judge.judge(voting, scores);
      return [...scores];
    };
    expect(said([lines], 2)).toEqual(said([], 2));
    const straight = said([lines], 1);
    for (const [joint, score] of said([], 1).entries()) {
      const expected = joint < 5 ? score : straighten(score, lines.body);
      expect(straight[joint]).toBeCloseTo(expected, 5);
    }
  });

  test('looks only at the squads that voted and do not abstain', () => {
    const { f32, ballot, judge } = setUp();
    const scores = (): Float32Array => {
      const out = new Float32Array(17);
      judge.judge(2, out);
      return out;
    };
    const before = scores();
    f32.fill(1, ballot.votes + 2 * 17 * 4, ballot.votes + 4 * 17 * 4);
    expect(scores()).toEqual(before);
    for (let vote = 0; vote < 17; vote++) f32.set([1, 1, 1, 1], ballot.votes + vote * 4);
    const without = scores();
    for (let vote = 0; vote < 17; vote++) f32.set([1, 1, 1, 0], ballot.votes + vote * 4);
    expect(scores()).not.toEqual(without);
  });
});
