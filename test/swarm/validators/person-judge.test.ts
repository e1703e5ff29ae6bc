// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { boxOf } from '../../../src/pose/box.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import type { Lines } from '../../../src/swarm/agents/graph.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { createPersonJudge } from '../../../src/swarm/validators/person-judge.ts';
import { addPersonJudges, draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';
import { tinyNet } from '../../support/tiny-net.ts';

const REFERENCE = { width: 96, height: 128 };
const BOX = boxOf(10, 20, 60, 276);
const SIZE = Math.log2(256 / 128) / 3;
const SHAPE = Math.log2(256 / 50) / 3;
const PLACE = { upright: BOX };
/** Twelve sure joints, those of the face less so, and five that are not. */
const SCORES = Float32Array.from({ length: 17 }, (_, joint) => (joint < 5 ? 0.3 : joint < 12 ? 0.6 : 0.1));
const MEAN = (5 * 0.3 + 7 * 0.6 + 5 * 0.1) / 17;
const SQUARES = (5 * 0.09 + 7 * 0.36 + 5 * 0.01) / 17;
/** Of the last eight joints it is beyond what the feature can say. */
const SPREAD = ((2 * 36) / 8 + 8 * 2) / 17;

/** Joints on a line from (10, 0) to (42, 80), px of the reference crop, each with a spread of twice its number. */
function setUp(names?: readonly string[], fewer?: readonly Lines[]) {
  const swarm = swarmOf(names?.length === 0 ? draftSwarm(9) : addPersonJudges(draftSwarm(9), names));
  const { memory, context } = swarmParts();
  const placed = placeSwarm(swarm, groundOf(memory));
  const ballot = createConsensus(4, context);
  for (let joint = 0; joint < 17; joint++) {
    context.f32.set([10 + 2 * joint, 5 * joint, 0, 2 * joint], ballot.results + joint * 8);
  }
  const judge = createPersonJudge(
    placed,
    { ...swarm.graph.level4, ...(fewer && { fewer }) },
    ballot,
    REFERENCE,
    context,
  );
  return { judge, weights: swarm.values.get('level4/people/w') ?? new Float32Array() };
}

test('whom the scouts found is judged by the joints, the scouts, and how much there is to see of what shape', () => {
  const { judge, weights } = setUp();
  const look = { ...PLACE, boxScore: 0.25 };
  const features = [SQUARES / MEAN, SPREAD, 12 / 17, SIZE, 0.25, 0.6, SHAPE];
  expect(judge.judge(4, SCORES, look)).toBeCloseTo(tinyNet(weights, 0, features), 5);
  // Of whom only the face is sure, that counts for half.
  const face = Float32Array.from({ length: 17 }, (_, joint) => (joint < 5 ? 0.9 : 0));
  const portrait = [0.9, SPREAD, 5 / 17, SIZE, 0.25, 0.45, SHAPE];
  expect(judge.judge(4, face, look)).toBeCloseTo(tinyNet(weights, 0, portrait), 5);
  const speck = { ...look, upright: boxOf(0, 0, 9, 1) };
  const nothing = [0, SPREAD, 0, -1, 0.25, 0, -1];
  expect(judge.judge(4, new Float32Array(17), speck)).toBeCloseTo(tinyNet(weights, 0, nothing), 5);
});

test('who is in a box that was given is judged by the joints, and what they span', () => {
  const { judge, weights } = setUp();
  const look = { ...PLACE, boxScore: 1 };
  const features = [SQUARES / MEAN, SPREAD, 12 / 17, SIZE, MEAN, 22 / 96, 55 / 128];
  expect(judge.judge(4, SCORES, look)).toBeCloseTo(tinyNet(weights, 1, features), 5);
  const nothing = [0, SPREAD, 0, SIZE, 0, 0, 0];
  expect(judge.judge(4, new Float32Array(17), look)).toBeCloseTo(tinyNet(weights, 1, nothing), 5);
});

test('about whom fewer squads voted than there are, scores are made true', () => {
  const lines = { face: [1, 0], body: [1, 0], person: [0.5, -1], given: [1, 2] } as const;
  const logit = (p: number): number => Math.log(p / (1 - p));
  const { judge } = setUp(undefined, [lines]);
  for (const [boxScore, [gain, offset]] of [
    [0.25, lines.person],
    [1, lines.given],
  ] as const) {
    const look = { ...PLACE, boxScore };
    const [one = 0, all = 0] = [1, 2].map((voting) => judge.judge(voting, SCORES, look));
    expect(logit(one)).toBeCloseTo(gain * logit(all) + offset, 4);
  }
});

test('nobody is judged by a swarm that has no agent for them', () => {
  const without = (names: readonly string[], boxScore: number): number | undefined =>
    setUp(names).judge.judge(4, SCORES, { ...PLACE, boxScore });
  expect(without([], 0.5)).toBeUndefined();
  expect(without([], 1)).toBeUndefined();
  expect(without(['person'], 1)).toBeUndefined();
  expect(without(['person'], 0.5)).toBeDefined();
  expect(without(['given'], 0.5)).toBeUndefined();
  expect(without(['given'], 1)).toBeDefined();
});
