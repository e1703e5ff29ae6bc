// SPDX-License-Identifier: Apache-2.0
// The people of a picture as the squads meet them. Squads know people who are about upright: of whom the first squad is
// not sure, it looks once more turned by each quarter, and when that is clearer, all squads look, and are to agree.
import { type InputSize, personCrop } from '../frame/crop.ts';
import { uprightBox } from '../frame/upright.ts';
import type { Box } from '../pose/pose.ts';
import { type Quarter, TURNED } from '../pose/quarter.ts';
import { REFERENCE_VIEW } from '../swarm/squads/squad.ts';
import { trim } from './job-list.ts';
import { firstConfidence, meanScore, type PersonResult, type PersonResults } from './person-results.ts';
import type { VoteOptions } from './runtime.ts';

export interface Party {
  /** Tells whom the squads are to look at first: everybody. Results are numbered by the boxes. */
  meet(boxes: readonly Box[], options: Pick<VoteOptions, 'scores' | 'quarters'>): void;
  /** Adds looks, for one squad, at those who may be turned. Returns how many results there are now. */
  doubt(): number;
  /** Adds looks, for all squads, at those who seem to be turned. Returns how many results there are now. */
  confirm(): number;
  /** One result for each box: of several looks at somebody the one of which all squads are surest. Valid until the next `meet`. */
  believed(): readonly PersonResult[];
}

/** Upright people are commoner: a turned look has to be clearer by so much, and as clear as this in itself. */
const CLEARER = 1.1;
const LEAST_SCORE = 0.3;
/** In so many of the turned looks that are clearer all squads look: the first one often errs about which of two is right. */
const MOST_TURNS = 2;
/** Whom the scouts found may be nobody, and people are seen in things that are turned often enough. */
const LEAST_SCORE_OF_FOUND = 0.7;
const MOST_TURNS_OF_FOUND = 1;
/** Where the scouts are less sure nobody looks so. */
const LEAST_FOUND = 0.2;
/** As many of those whom scouts found, the likeliest: in most pictures nobody is turned. */
const MOST_FOUND = 4;
/** Of people smaller than this, px, squads see too little to tell what is up. */
const LEAST_SIZE = 64;

/**
 * @param uprightMass `firstConfidence` above which nobody is looked at turned; 0 never looks so.
 * @param input The reference crop's size.
 */
export function createParty(people: PersonResults, uprightMass: number, input: InputSize): Party {
  // Written anew picture after picture.
  const answers: PersonResult[] = [];
  /** Who may be turned, then who seems to be, once for every look: indices of `answers`. */
  const doubted: number[] = [];
  const turned: number[] = [];
  /** Quarters of `TURNED`, the clearest first. */
  const clearest = [...TURNED];
  const strangers: boolean[] = [];

  return {
    meet(boxes, { scores, quarters }) {
      for (let i = 0; i < boxes.length; i++) {
        answers[i] = expect(i, boxes[i], scores?.[i] ?? 1, quarters?.[i] ?? 0);
        strangers[i] = quarters?.[i] === undefined;
      }
      trim(answers, boxes.length);
      trim(doubted, 0);
      trim(turned, 0);
    },
    doubt() {
      let looks = answers.length;
      let found = 0;
      for (let i = 0; i < answers.length; i++) {
        const { box, boxScore } = people.at(i);
        if (!strangers[i] || boxScore < LEAST_FOUND || Math.max(box.width, box.height) < LEAST_SIZE) continue;
        if (firstConfidence(people.at(i)) >= uprightMass || (boxScore < 1 && ++found > MOST_FOUND)) continue;
        doubted.push(i);
        for (const quarter of TURNED) expect(looks++, box, boxScore, quarter);
      }
      return looks;
    },
    confirm() {
      const first = answers.length;
      let looks = first + doubted.length * TURNED.length;
      for (let k = 0; k < doubted.length; k++) {
        const index = doubted[k] ?? 0;
        const { box, boxScore } = people.at(index);
        const turns = clearer(index, first + k * TURNED.length);
        const most = isGiven(people.at(index)) ? MOST_TURNS : MOST_TURNS_OF_FOUND;
        for (let turn = 0; turn < Math.min(turns, most); turn++) {
          turned.push(index);
          expect(looks++, box, boxScore, clearest[turn] ?? 0);
        }
      }
      return looks;
    },
    believed() {
      const first = answers.length + doubted.length * TURNED.length;
      for (let k = 0; k < turned.length; k++) {
        const index = turned[k] ?? 0;
        const other = people.at(first + k);
        const least = isGiven(other) ? LEAST_SCORE : LEAST_SCORE_OF_FOUND;
        if (meanScore(other) > least && sureness(other) > sureness(answers[index] ?? other)) answers[index] = other;
      }
      return answers;
    },
  };

  function expect(index: number, box: Box | undefined, boxScore: number, quarter: Quarter): PersonResult {
    const person = people.at(index);
    person.box = box ?? person.box;
    person.boxScore = boxScore;
    person.reference.quarter = quarter;
    uprightBox(person.box, quarter, person.upright);
    personCrop(person.upright, REFERENCE_VIEW, input, person.rect);
    return person;
  }

  /**
   * Sorts `clearest` by how well the first squad sees a person in the looks from `first` on.
   *
   * @returns In how many of them it does so better than upright.
   */
  function clearer(index: number, first: number): number {
    const massOf = (quarter: Quarter): number => firstConfidence(people.at(first + quarter - 1));
    clearest.sort((a, b) => massOf(b) - massOf(a) || a - b);
    const least = CLEARER * firstConfidence(people.at(index));
    let turns = 0;
    while (turns < clearest.length && massOf(clearest[turns] ?? 1) > least) turns++;
    return turns;
  }
}

/** Whether the caller named the box: there is somebody. */
function isGiven({ boxScore }: PersonResult): boolean {
  return boxScore === 1;
}

/** How sure all squads are of somebody: by the judge of poses in given boxes, where there is one. */
function sureness(person: PersonResult): number {
  return (isGiven(person) ? person.score : undefined) ?? meanScore(person);
}
