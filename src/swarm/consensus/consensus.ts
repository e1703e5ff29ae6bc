// SPDX-License-Identifier: Apache-2.0
// Votes become keypoints. The rule itself is the kernel `consensus_f32`; here is its memory and what its records mean.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { SwarmContext } from '../agents/swarm-context.ts';
import { type Ballot, VOTE_FLOATS } from '../agents/votes.ts';
import { CONSENSUS_RECORD, consensusScratchBytes } from '../kernels/kernels.ts';
import { clearMarks, markAbstentions, WINDOW_FLOATS } from './abstain.ts';
import { countDisbelieved, createDissenterFinder, disbelieve } from './dissenter.ts';

/** Gate that is always open, reference-crop px: votes this close to the centre agree, whatever the others do. */
export const CONSENSUS_FLOOR_PX = 6;

/**
 * Widest gate, reference-crop px: votes further than an eighth of the crop's height from the centre never agree with it,
 * however scattered all are. Half a crop of honest scatter would otherwise let a liar in.
 */
export const CONSENSUS_CEILING_PX = 16;

/** The kernel's rules (reference: Krum, and the median gate). `both` costs more and withstands tight liars. */
export const CONSENSUS_RULE = { gate: 0, both: 1 } as const;

const EVERYTHING = [-Infinity, -Infinity, Infinity, Infinity];

export interface Consensus extends Ballot {
  /**
   * Turns the votes of the first `voting` squads about one person into results. The votes must not be marked; those that
   * turn out to be about joints outside their squad's window are marked, and left out. So are all votes of
   * squads that contradict the others about most of the person: of `n` squads at most `(n - 1) / 3`, as many as Krum withstands;
   * unless `believeAll`.
   */
  decide(voting: number, believeAll?: boolean): void;
}

/** Memory for one person's votes; every squad's reputation begins at 1, and it sees everything. */
export function createConsensus(squads: number, { kernels, f32, shared }: SwarmContext): Consensus {
  const votes = shared.allocate(squads * KEYPOINT_COUNT * VOTE_FLOATS * 4);
  const reputation = shared.allocate(squads * 4);
  const windows = shared.allocate(squads * WINDOW_FLOATS * 4);
  const results = shared.allocate(KEYPOINT_COUNT * CONSENSUS_RECORD * 4);
  const scratch = shared.allocate(consensusScratchBytes(squads));
  const disbelieved = new Uint8Array(squads * KEYPOINT_COUNT);
  const muted = new Uint8Array(squads);
  const findDissenter = createDissenterFinder(squads);
  f32.fill(1, reputation / 4, reputation / 4 + squads);
  for (let i = 0; i < squads; i++) f32.set(EVERYTHING, windows / 4 + i * WINDOW_FLOATS);
  const ballot: Ballot = {
    squads,
    votes: votes / 4,
    reputation: reputation / 4,
    windows: windows / 4,
    results: results / 4,
  };
  return {
    ...ballot,
    decide(voting, believeAll = false) {
      disbelieved.fill(0);
      muted.fill(0);
      decideOnce(voting);
      for (let left = believeAll ? 0 : Math.floor((voting - 1) / 3); left > 0; left--) {
        const dissenter = findDissenter(f32, ballot, voting);
        if (dissenter < 0) break;
        disbelieve(f32, ballot, dissenter, disbelieved);
        muted[dissenter] = 1;
        clearMarks(f32, ballot, voting, muted);
        decideOnce(voting);
      }
      countDisbelieved(f32, ballot, disbelieved, CONSENSUS_FLOOR_PX);
    },
  };

  function decideOnce(voting: number): void {
    count(voting);
    if (markAbstentions(f32, ballot, voting, muted) > 0) count(voting);
  }

  function count(voting: number): void {
    kernels.consensus_f32(
      votes,
      voting,
      KEYPOINT_COUNT,
      reputation,
      results,
      CONSENSUS_FLOOR_PX,
      CONSENSUS_CEILING_PX,
      CONSENSUS_RULE.both,
      scratch,
    );
  }
}
