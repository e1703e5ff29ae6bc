// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { createParty } from '../../src/runtime/party.ts';
import { createPersonResults } from '../../src/runtime/person-results.ts';

const INPUT = { width: 96, height: 128 };
const BOXES = [boxOf(0, 0, 30, 80), boxOf(100, 0, 130, 80), boxOf(200, 20, 280, 50)];

function open(uprightMass = 0.6) {
  const people = createPersonResults(4, INPUT);
  return {
    people,
    party: createParty(people, uprightMass, INPUT),
    /** The squads have looked: the first one's confidence, and what becomes of everybody's keypoints. */
    see(index: number, mass: number, score = mass): void {
      const person = people.at(index);
      for (let joint = 0; joint < 17; joint++) {
        person.votes[joint * 4 + 2] = mass;
        person.keypoints[joint * 5 + 2] = score;
      }
    },
  };
}

describe('the people of a picture', () => {
  test('are met upright, or as it is known that they are turned', () => {
    const { party, people } = open();
    party.meet(BOXES, { scores: [0.5], quarters: [undefined, 0, 1] });
    expect([0, 1, 2].map((i) => people.at(i).reference.quarter)).toEqual([0, 0, 1]);
    expect([0, 1].map((i) => people.at(i).boxScore)).toEqual([0.5, 1]);
    const { upright, box, rect } = people.at(2);
    expect([box, { ...upright }]).toEqual([BOXES[2], boxOf(20, -280, 50, -200)]);
    expect((rect.x0 + rect.x1) / 2).toBeCloseTo(35);
  });

  test('are looked at turned when they are strangers and the first squad is not sure', () => {
    const { party, people, see } = open();
    party.meet(BOXES, { quarters: [undefined, 0, undefined] });
    for (const [i, mass] of [0.7, 0.1, 0.5].entries()) see(i, mass);
    expect(party.doubt()).toBe(3 + 3);
    expect([3, 4, 5].map((i) => people.at(i).reference.quarter)).toEqual([1, 2, 3]);
    expect([3, 4, 5].every((i) => people.at(i).box === BOXES[2])).toBe(true);
    for (const [i, mass] of [0.52, 0.8, 0.7].entries()) see(3 + i, mass);
    expect(party.confirm()).toBe(6 + 2);
    expect([6, 7].map((i) => people.at(i).reference.quarter)).toEqual([2, 3]);
    see(6, 0.8, 0.9);
    see(7, 0.7, 0.8);
    expect(party.believed()).toEqual([people.at(0), people.at(1), people.at(6)]);
  });

  test('are turned as all squads say, and not the first one alone, where two looks are clearer', () => {
    const { party, people, see } = open();
    party.meet(BOXES.slice(0, 1), {});
    see(0, 0.3);
    expect(party.doubt()).toBe(1 + 3);
    for (const [i, mass] of [0.5, 0.6, 0.7].entries()) see(1 + i, mass);
    expect(party.confirm()).toBe(4 + 2);
    expect([4, 5].map((i) => people.at(i).reference.quarter)).toEqual([3, 2]);
    see(4, 0.7, 0.9);
    see(5, 0.6, 0.8);
    for (const [i, score] of [0.2, 0.4, 0.5].entries()) people.at(i === 0 ? 0 : 3 + i).score = score;
    expect(party.believed()).toEqual([people.at(5)]);
  });

  test('are upright where no turned look is clearer, or all squads together are less sure of it', () => {
    const { party, people, see } = open();
    party.meet(BOXES.slice(0, 2), {});
    for (const i of [0, 1]) see(i, 0.5);
    expect(party.doubt()).toBe(2 + 6);
    for (let i = 2; i < 8; i++) see(i, i === 6 ? 0.9 : 0.51);
    expect(party.confirm()).toBe(9);
    see(8, 0.9, 0.49);
    expect(party.believed()).toEqual([people.at(0), people.at(1)]);
  });

  test('are upright where they are small, or not even the clearest look is clear', () => {
    const { party, people, see } = open();
    party.meet([boxOf(0, 0, 30, 60), BOXES[0]!], {});
    for (const i of [0, 1]) see(i, 0.2);
    expect(party.doubt()).toBe(2 + 3);
    for (const i of [2, 3, 4]) see(i, 0.29);
    expect(party.confirm()).toBe(7);
    for (const i of [5, 6]) see(i, 0.29);
    expect(party.believed()).toEqual([people.at(0), people.at(1)]);
  });

  test('whom scouts found are looked at turned where the scouts are sure enough, and believed where all squads are', () => {
    const { party, people, see } = open();
    party.meet(BOXES, { scores: [0.1, 0.3, 0.3] });
    for (const i of [0, 1, 2]) see(i, 0.2);
    expect(party.doubt()).toBe(3 + 6);
    for (let i = 3; i < 9; i++) see(i, 0.6);
    expect(party.confirm()).toBe(11);
    see(9, 0.6, 0.65);
    see(10, 0.6, 0.75);
    expect(party.believed()).toEqual([people.at(0), people.at(1), people.at(10)]);
  });

  test('are not doubted for what is hidden: six joints may be unseen', () => {
    const { party, people, see } = open();
    party.meet(BOXES.slice(0, 2), {});
    for (const [i, hidden] of [6, 7].entries()) {
      see(i, 0.62);
      for (let k = 0; k < hidden; k++) people.at(i).votes[((k * 5) % 17) * 4 + 2] = 0.01;
    }
    expect(party.doubt()).toBe(2 + 3);
    expect([2, 3, 4].every((i) => people.at(i).box === BOXES[1])).toBe(true);
  });

  test('are all upright for a swarm that does not say how sure is sure', () => {
    const { party, see } = open(0);
    party.meet(BOXES, {});
    for (const i of [0, 1, 2]) see(i, 0);
    expect(party.doubt()).toBe(3);
    expect(party.confirm()).toBe(3);
    expect(party.believed()).toHaveLength(3);
  });
});
