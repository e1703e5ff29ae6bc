// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEYPOINT_COUNT } from '../../../src/pose/keypoints.ts';
import { CONSENSUS, VOTE, VOTE_FLOATS, VOTES_OF_SQUAD } from '../../../src/swarm/agents/votes.ts';
import { createConsensus } from '../../../src/swarm/consensus/consensus.ts';
import { CONSENSUS_RECORD } from '../../../src/swarm/kernels/kernels.ts';
import { swarmParts } from '../../support/swarm-parts.ts';

type Person = number[][][];

const SQUADS = 7;
const { context } = swarmParts();
const { f32 } = context;
const consensus = createConsensus(SQUADS, context);

/** Votes [squad][joint] = x, y, confidence that agree to a pixel; of joints 11 and 12 one squad is wrong, as even honest ones are. */
function personSeen(squads: number): Person {
  return Array.from({ length: squads }, (_, squad) =>
    Array.from({ length: KEYPOINT_COUNT }, (_, joint) => {
      const wrong = squad === 1 && (joint === 11 || joint === 12) ? 40 : 0;
      return [20 + 3 * joint + squad / 3 + wrong, 20 + 5 * joint, 0.5];
    }),
  );
}

/** What a liar says: every joint a quarter of the crop away, for sure. */
function lieAbout(person: Person): number[][] {
  return (person[0] ?? []).map(([x = 0, y = 0], joint) => [x, y + (joint < 9 ? 32 : -32), 1]);
}

function decide(person: Person, believeAll?: boolean) {
  for (const [squad, votes] of person.entries()) {
    for (const [joint, vote] of votes.entries()) {
      f32.set([...vote, 1], consensus.votes + squad * VOTES_OF_SQUAD + joint * VOTE_FLOATS);
    }
  }
  consensus.decide(person.length, believeAll);
  const joints = Array.from({ length: KEYPOINT_COUNT }, (_, joint) => {
    const of = (field: number): number => f32[consensus.results + joint * CONSENSUS_RECORD + field] ?? Number.NaN;
    const [x, y] = [of(CONSENSUS.x), of(CONSENSUS.y)];
    const [score, dissent] = [of(CONSENSUS.score), of(CONSENSUS.dissent)];
    return { x, y, score, dissent, live: of(CONSENSUS.live), disbelieved: of(CONSENSUS.disbelieved) };
  });
  const heard = person.map((votes, squad) =>
    votes.every(
      (_, joint) => f32[consensus.votes + squad * VOTES_OF_SQUAD + joint * VOTE_FLOATS + VOTE.sharpness] === 1,
    ),
  );
  return { joints, heard };
}

describe('who contradicts the others about most of a person', () => {
  test('is not believed about any of it, and counts as gated out where it is far from the others', () => {
    const person = personSeen(4);
    person[3] = lieAbout(person);
    const honest = person[0]?.[16] ?? [];
    person[3][16] = honest;
    const { joints, heard } = decide(person);
    expect(heard).toEqual([true, true, true, false]);
    expect(joints[16]).toMatchObject({ score: 0.5, dissent: 0, live: 3, disbelieved: 1 });
    // Two that agree against one that is wrong, whatever the liar says.
    for (const joint of [11, 12])
      expect(Math.abs((joints[joint]?.x ?? 0) - (20 + 3 * joint + 1 / 3))).toBeLessThan(0.5);
    expect(joints[0]).toMatchObject({ score: 0.375, dissent: 0.25, live: 3, disbelieved: 1 });
  });

  test('is believed where it agrees with them when all are to be believed, and gated out where it does not', () => {
    const person = personSeen(4);
    person[3] = lieAbout(person);
    person[3][16] = person[0]?.[16] ?? [];
    const { joints, heard } = decide(person, true);
    expect(heard).toEqual([true, true, true, true]);
    expect(joints[16]).toMatchObject({ score: 0.5, dissent: 0, live: 4, disbelieved: 0 });
    expect(joints[0]).toMatchObject({ score: 0.375, dissent: 0.25, live: 4, disbelieved: 0 });
  });

  test('is heard anew about the next person', () => {
    const person = personSeen(4);
    person[3] = lieAbout(person);
    decide(person);
    expect(decide(personSeen(4)).heard).toEqual([true, true, true, true]);
  });

  test('is believed when no more than two others are asked', () => {
    const person = personSeen(3);
    person[2] = lieAbout(person);
    expect(decide(person).heard).toEqual([true, true, true]);
  });

  test('and whoever agrees with them: of seven squads two may lie alike, whichever they are', () => {
    const liars = fc.uniqueArray(fc.integer({ min: 0, max: SQUADS - 1 }), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(liars, (who) => {
        const person = personSeen(SQUADS);
        for (const squad of who) person[squad] = lieAbout(personSeen(1));
        const { joints, heard } = decide(person);
        expect(heard).toEqual(person.map((_, squad) => !who.includes(squad)));
        // One of the honest is wrong about these two.
        for (const joint of joints.filter((_, joint) => joint !== 11 && joint !== 12)) {
          expect(joint.score).toBeCloseTo((0.5 * (SQUADS - who.length)) / SQUADS, 5);
          expect(joint).toMatchObject({ live: SQUADS - who.length, disbelieved: who.length });
        }
        for (const [joint, { x, y }] of joints.entries()) {
          expect(Math.abs(x - (20 + 3 * joint + 1))).toBeLessThan(1.5);
          expect(y).toBeCloseTo(20 + 5 * joint, 4);
        }
      }),
    );
  });
});
