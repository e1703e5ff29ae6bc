// SPDX-License-Identifier: Apache-2.0
// A joint has three or four voters: where one of them lies, another one that is merely wrong makes two against two, and the gate
// cannot tell. A whole person has many joints: who contradicts the others about most of them is not believed about any.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import { type Ballot, CONSENSUS, VOTE, VOTE_FLOATS, VOTES_OF_SQUAD } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';

/** Who is usually no further off than this is believed, reference-crop px: two cells of a heatmap. */
const NEAR_PX = 8;
/** And who is no further off than so many times what is usual for the others: some people are hard to see for all. */
const TIMES_OTHERS = 4;
/** Who speaks about fewer joints says too little to be judged by. */
const LEAST_JOINTS = 5;
/** With fewer votes than this nobody can tell who is the odd one. */
const MIN_WITNESSES = 3;

/**
 * The squad of the first `voting` that is furthest from the results in what it says about a person, by the medians of the
 * distances of its votes and of all others', if that is too far; -1 when there is none.
 */
export type DissenterFinder = (f32: Float32Array, ballot: Ballot, voting: number) => number;

/** Has memory of its own, so that a frame makes none. */
export function createDissenterFinder(squads: number): DissenterFinder {
  const distances = new Float64Array(squads * KEYPOINT_COUNT);
  const sorted = new Float64Array(squads * KEYPOINT_COUNT);

  return (f32, ballot, voting) => {
    measure(f32, ballot, voting);
    let dissenter = -1;
    let furthest = 1;
    for (let squad = 0; squad < voting; squad++) {
      const joints = collect(voting, squad, true);
      if (joints < LEAST_JOINTS) continue;
      const own = medianOf(sorted, joints);
      const usual = medianOf(sorted, collect(voting, squad, false));
      const excess = own / Math.max(NEAR_PX, TIMES_OTHERS * usual);
      if (excess <= furthest) continue;
      furthest = excess;
      dissenter = squad;
    }
    return dissenter;
  };

  /** How far each vote is from the result, -1 where it does not count or has too few beside it. */
  function measure(f32: Float32Array, { votes, reputation, results }: Ballot, voting: number): void {
    for (let i = 0; i < voting * KEYPOINT_COUNT; i++) {
      const vote = votes + i * VOTE_FLOATS;
      const record = results + (i % KEYPOINT_COUNT) * CONSENSUS_RECORD;
      const squad = Math.floor(i / KEYPOINT_COUNT);
      const counts =
        f32[reputation + squad]! > 0 && speaks(f32, vote) && f32[record + CONSENSUS.live]! >= MIN_WITNESSES;
      distances[i] = counts ? distance(f32, vote, record) : -1;
    }
  }

  /** Sorts the distances of a squad's own votes, or those of all others, into `sorted`; how many. */
  function collect(voting: number, squad: number, own: boolean): number {
    let count = 0;
    for (let i = 0; i < voting * KEYPOINT_COUNT; i++) {
      const far = distances[i]!;
      if (far < 0 || (Math.floor(i / KEYPOINT_COUNT) === squad) !== own) continue;
      let at = count++;
      for (; at > 0 && sorted[at - 1]! > far; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = far;
    }
    return count;
  }
}

/** Of the first `count` sorted numbers; 0 of none. */
function medianOf(sorted: Float64Array, count: number): number {
  return count === 0 ? 0 : (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
}

/** Marks all votes of a squad as such that do not count; those that did are 1 in `disbelieved`, [squad][joint]. */
export function disbelieve(f32: Float32Array, { votes }: Ballot, squad: number, disbelieved: Uint8Array): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const vote = votes + squad * VOTES_OF_SQUAD + joint * VOTE_FLOATS;
    if (speaks(f32, vote)) disbelieved[squad * KEYPOINT_COUNT + joint] = 1;
    f32[vote + VOTE.sharpness] = -Math.abs(f32[vote + VOTE.sharpness]!);
  }
}

/**
 * Writes into the records how many votes are not believed, and counts those as gated out that lie further from the result than a
 * gate that is always open, px: scores and dissent are what they would be without this rule. The others neither dissent nor are
 * missed.
 */
export function countDisbelieved(f32: Float32Array, ballot: Ballot, disbelieved: Uint8Array, gate: number): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const record = ballot.results + joint * CONSENSUS_RECORD;
    let [all, far] = [0, 0];
    for (let i = joint; i < disbelieved.length; i += KEYPOINT_COUNT) {
      if (!disbelieved[i]) continue;
      all++;
      if (distance(f32, ballot.votes + i * VOTE_FLOATS, record) > gate) far++;
    }
    f32[record + CONSENSUS.disbelieved] = all;
    if (far === 0) continue;
    const live = f32[record + CONSENSUS.live]!;
    const share = live / (live + far);
    f32[record + CONSENSUS.score] = f32[record + CONSENSUS.score]! * share;
    f32[record + CONSENSUS.dissent] = f32[record + CONSENSUS.dissent]! * share + 1 - share;
  }
}

/** Of a vote from the result, reference-crop px. */
function distance(f32: Float32Array, vote: number, record: number): number {
  const dx = f32[vote + VOTE.x]! - f32[record + CONSENSUS.x]!;
  const dy = f32[vote + VOTE.y]! - f32[record + CONSENSUS.y]!;
  return Math.hypot(dx, dy);
}

function speaks(f32: Float32Array, vote: number): boolean {
  return (
    f32[vote + VOTE.sharpness]! > 0 && Number.isFinite(f32[vote + VOTE.x]!) && Number.isFinite(f32[vote + VOTE.y]!)
  );
}
