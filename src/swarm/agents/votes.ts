// SPDX-License-Identifier: Apache-2.0
// How votes and what the squads decide about them lie in memory; known to those who write them and those who read them.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';

/** A vote: x, y in reference-crop px, confidence 0..1, and what it weighs (`VOTE.sharpness`). */
export const VOTE_FLOATS = 4;
/** Indices within a vote. */
export const VOTE = {
  /** Reference-crop px. */
  x: 0,
  y: 1,
  /** 0..1. */
  confidence: 2,
  /**
   * How much finer than the reference crop the squad saw the person, squared: errors are as large as pixels, and the best mean
   * of places weighs each by its inverse variance; ten times that about a face, of a squad that looks at it from near. What is
   * not above 0 is neither for nor against anything: 0 when the squad does not speak about the joint, negative when the joint
   * lies where it does not look, and when nothing that it says about the person is believed.
   */
  sharpness: 3,
} as const;
/** What a squad says about one person: a vote a keypoint. */
export const VOTES_OF_SQUAD = KEYPOINT_COUNT * VOTE_FLOATS;
/** Indices within a record of `consensus_f32`. */
export const CONSENSUS = {
  /** Reference-crop px. */
  x: 0,
  y: 1,
  /** Weighted confidence of the agreeing votes as a share of what all live votes could say, 0..1. */
  score: 2,
  /** Root mean square distance of the agreeing votes from the result, reference-crop px. */
  spread: 3,
  /** Share of the live vote weight that was gated out, 0..1. */
  dissent: 4,
  /** 1 when at least 66 % of the weight of all squads agrees that are not silenced and do not abstain. */
  accepted: 5,
  /** Votes that were finite, not silenced and no abstentions. */
  live: 6,
  /** Votes that are not among the live ones, for their squads contradict the others about most of this person. */
  disbelieved: 7,
} as const;

/** Where the votes about one person, and the decision on them, lie; indices into the memory's f32 view. */
export interface Ballot {
  /** Squads for which there is room. */
  readonly squads: number;
  /** [squad][17][4], see `VOTE_FLOATS`. */
  readonly votes: number;
  /** [squad]: reputations, 0..1; 0 silences a squad. */
  readonly reputation: number;
  /** [squad][4]: what it sees of the reference crop, x0, y0, x1, y1 in px. */
  readonly windows: number;
  /** [17][8], see `CONSENSUS`. */
  readonly results: number;
}
