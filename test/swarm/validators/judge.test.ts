// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../../src/pose/box.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { createJudge } from '../../../src/swarm/validators/judge.ts';
import { seededRandom } from '../../support/random.ts';
import { addPersonJudge, draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

const REFERENCE = { width: 96, height: 128 };

function setUp(draft = draftSwarm(9)) {
  const swarm = swarmOf(draft);
  const { memory, context } = swarmParts();
  const placed = placeSwarm(swarm, groundOf(memory));
  const ballot = createConsensus(4, context);
  const judge = createJudge(placed, swarm.graph.level4, ballot, REFERENCE, context);
  return { swarm, f32: context.f32, ballot, judge };
}

/** 7 -> 7 -> 1 by hand: W1 [7][7], b1 [7], w2 [7], b2. */
function net(weights: Float32Array, agent: number, features: readonly number[]): number {
  const w = weights.subarray(agent * 64, agent * 64 + 64);
  let logit = w[63] ?? 0;
  for (let o = 0; o < 7; o++) {
    let hidden = w[49 + o] ?? 0;
    for (let k = 0; k < 7; k++) hidden += (w[o * 7 + k] ?? 0) * (features[k] ?? 0);
    logit += (w[56 + o] ?? 0) * Math.max(hidden, 0);
  }
  return 1 / (1 + Math.exp(-logit));
}

describe('a person as a whole', () => {
  const box = boxOf(10, 20, 60, 276);
  const scores = Float32Array.from({ length: 17 }, (_, joint) => (joint < 12 ? 0.6 : 0.1));

  test('is judged by its joints, the scouts, and how much of it there is to see', () => {
    const { swarm, judge, f32, ballot } = setUp(addPersonJudge(draftSwarm(9)));
    const weights = swarm.values.get('level4/people/w')!;
    for (let joint = 0; joint < 17; joint++) f32.set([10 + 2 * joint, 5 * joint], ballot.results + joint * 8);
    // The lowest sure joint is at 55 px of the reference crop, and the picture ends at 69.
    const features = [0.6, 0.25, 12 / 17, (12 * 0.6 + 5 * 0.1) / 17, Math.log2(256 / 128) / 3, 0.6, 14 / 55];
    const reference = { rect: { x0: 0, y0: 100, x1: 192, y1: 356 } };
    const look = { upright: box, boxScore: 0.25, reference };
    expect(judge.judgePerson(scores, look, 100 + 69 * 2)).toBeCloseTo(net(weights, 0, features), 5);
    expect(judge.judgePerson(scores, look, 1000)).toBeCloseTo(net(weights, 0, [...features.slice(0, 6), 1]), 5);
    const nothing = [0, 0.25, 0, 0, -1, 0, 1];
    const speck = { upright: boxOf(0, 0, 1, 1), boxScore: 0.25, reference };
    expect(judge.judgePerson(new Float32Array(17), speck, 0)).toBeCloseTo(net(weights, 0, nothing), 5);
  });

  test('is not judged in a box that was given, nor by a swarm that has no agent for it', () => {
    const place = { reference: { rect: { x0: 0, y0: 0, x1: 96, y1: 128 } } };
    expect(
      setUp(addPersonJudge(draftSwarm(9))).judge.judgePerson(scores, { upright: box, boxScore: 1, ...place }, 0),
    ).toBeUndefined();
    expect(setUp().judge.judgePerson(scores, { upright: box, boxScore: 0.5, ...place }, 0)).toBeUndefined();
  });
});

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
      return net(assessors, joint, features);
    });
    const { limbs } = swarm.graph.level4.validators;
    for (let joint = 0; joint < 17; joint++) {
      const said = limbs.flatMap(([a, b], i) => {
        if (b !== joint) return [];
        const dx = results[b]!.x - results[a]!.x;
        const dy = results[b]!.y - results[a]!.y;
        const features = [dx / 96, dy / 128, Math.hypot(dx, dy) / 128, own[a]!, own[b]!, spread(a), spread(b)];
        return [net(validators, i, features)];
      });
      const p = own[joint]!;
      const joined = said.length > 0 ? Math.sqrt((p * said.reduce((sum, q) => sum + q, 0)) / said.length) : p;
      expect(scores[joint]).toBeCloseTo(joined, 5);
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
