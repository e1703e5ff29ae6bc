// SPDX-License-Identifier: Apache-2.0
// What the swarm says about the people of a picture, in objects that are written anew picture after picture.
import { createRect, cropToImage, type InputSize, type Place, type RectScratch } from '../frame/crop.ts';
import { fromUpright } from '../frame/upright.ts';
import { KEYPOINT_FLOATS } from '../people/assemble.ts';
import { type BoxScratch, boxOf } from '../pose/box.ts';
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import type { Box } from '../pose/pose.ts';
import type { Quarter } from '../pose/quarter.ts';
import { type Ballot, CONSENSUS, VOTE, VOTE_FLOATS, VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import { WINDOW_FLOATS } from '../swarm/consensus/abstain.ts';
import { CONSENSUS_RECORD } from '../swarm/kernels/kernels.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { PersonVotes } from './runtime.ts';

/** `PersonVotes` while it is being written. */
export interface PersonResult extends PersonVotes {
  box: Box;
  boxScore: number;
  score: number | undefined;
  /** That of `reference`. */
  readonly rect: RectScratch;
  readonly reference: Reference & { quarter: Quarter };
  /** `box` in the person's upright frame. */
  readonly upright: BoxScratch;
  votes: Float32Array;
  readonly allVotes: Float32Array;
  /** The votes of so many squads: the beginning of all. */
  readonly views: Float32Array[];
}

/** Joints that are counted: six may be hidden, or outside the picture (a half body's knees and ankles, and two more). */
const SUREST = 11;

/** The objects, one a person, made when they are first needed. */
export interface PersonResults {
  at(index: number): PersonResult;
  clear(): void;
}

export function createPersonResults(mostSquads: number, input: InputSize): PersonResults {
  const people: PersonResult[] = [];
  return {
    at(index) {
      let person = people[index];
      if (person === undefined) {
        person = createPerson(mostSquads, input);
        people[index] = person;
      }
      return person;
    },
    clear() {
      people.length = 0;
    },
  };
}

function createPerson(squads: number, input: InputSize): PersonResult {
  const allVotes = new Float32Array(squads * KEYPOINT_COUNT * VOTE_FLOATS);
  const rect = createRect();
  return {
    box: boxOf(0, 0, 0, 0),
    boxScore: 0,
    score: undefined,
    rect,
    reference: { rect, input, quarter: 0 },
    upright: boxOf(0, 0, 0, 0),
    votes: allVotes,
    allVotes,
    windows: new Float32Array(squads * WINDOW_FLOATS),
    views: [],
    results: new Float32Array(KEYPOINT_COUNT * CONSENSUS_RECORD),
    keypoints: new Float32Array(KEYPOINT_COUNT * KEYPOINT_FLOATS),
  };
}

/** What the ballot says about the person, with the votes that it was made from. */
export function keepVotes(
  person: PersonResult,
  f32: Float32Array,
  ballot: Pick<Ballot, 'votes' | 'windows' | 'results'>,
  voting: number,
): void {
  const length = voting * VOTES_OF_SQUAD;
  // A view for each number of squads that has voted so far.
  const votes = person.views[voting] ?? person.allVotes.subarray(0, length);
  person.views[voting] = votes;
  person.votes = votes;
  const { results, windows } = person;
  for (let i = 0; i < voting * WINDOW_FLOATS; i++) windows[i] = f32[ballot.windows + i] ?? 0;
  for (let i = 0; i < length; i++) votes[i] = f32[ballot.votes + i] ?? 0;
  for (let i = 0; i < results.length; i++) results[i] = f32[ballot.results + i] ?? 0;
}

/** From the reference crop to the picture. `place` is scratch. */
export function writeKeypoints(person: PersonResult, scores: Float32Array, place: Place): void {
  const { results, keypoints } = person;
  const { rect, input, quarter } = person.reference;
  const unit = (rect.x1 - rect.x0) / input.width;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const from = joint * CONSENSUS_RECORD;
    // Without a live vote there is no place: the middle of the crop, and no score.
    const live = (results[from + CONSENSUS.live] ?? 0) > 0;
    const x = live ? (results[from + CONSENSUS.x] ?? 0) : input.width / 2;
    const y = live ? (results[from + CONSENSUS.y] ?? 0) : input.height / 2;
    cropToImage(rect, input, false, x, y, place);
    fromUpright(place.x, place.y, quarter, place);
    const to = joint * KEYPOINT_FLOATS;
    keypoints[to] = place.x;
    keypoints[to + 1] = place.y;
    keypoints[to + 2] = live ? (scores[joint] ?? 0) : 0;
    keypoints[to + 3] = (results[from + CONSENSUS.spread] ?? 0) * unit;
    keypoints[to + 4] = results[from + CONSENSUS.dissent] ?? 0;
  }
}

/** How sure the squads are of somebody's keypoints: mean score, 0..1. */
export function meanScore({ keypoints }: PersonResult): number {
  let sum = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) sum += keypoints[joint * KEYPOINT_FLOATS + 2] ?? 0;
  return sum / KEYPOINT_COUNT;
}

/**
 * How sure the first of the squads was that voted, which sees the whole person: mean confidence of the joints of which it is
 * surest, 0..1. Where somebody is cut by the picture's edge, or half hidden, that says nothing about how they lie.
 */
export function firstConfidence({ votes }: PersonResult): number {
  let sum = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const own = confidence(votes, joint);
    let surer = 0;
    for (let other = 0; other < KEYPOINT_COUNT; other++) {
      const theirs = confidence(votes, other);
      if (theirs > own || (theirs === own && other < joint)) surer++;
    }
    if (surer < SUREST) sum += own;
  }
  return sum / SUREST;
}

function confidence(votes: Float32Array, joint: number): number {
  return votes[joint * VOTE_FLOATS + VOTE.confidence] ?? 0;
}
