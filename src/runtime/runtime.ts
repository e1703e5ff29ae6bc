// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/frame.ts';
import type { Person } from '../people/assemble.ts';
import type { TemporalJudge } from '../people/tracks/temporal.ts';
import type { Box } from '../pose/pose.ts';
import type { Quarter } from '../pose/quarter.ts';
import type { Prediction } from '../swarm/consensus/prediction.ts';
import type { Candidate, ScanOptions } from '../swarm/scouts/scouts.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { SquadHealth, SwarmAgents } from './agents.ts';
import type { Tier } from './tiers.ts';

export interface RuntimeInfo {
  /** What runs the squads. */
  readonly tier: Tier;
  /** Squads that vote. */
  readonly squads: number;
  /** Agents that work: those of the scouts, of the squads that vote, and the shared ones. */
  readonly agents: number;
  /** Parameters of those agents. */
  readonly parameters: number;
  /** Threads besides the calling one; one that cannot be started, or dies again and again, no longer counts. */
  readonly workers: number;
  /** Whether workers see the swarm's memory; where not, they work on copies. */
  readonly sharedMemory: boolean;
}

/** A person as the squads see them. */
export interface PersonVotes extends Person {
  /** Where the votes met, and by how many quarters the person was taken to be turned. */
  readonly reference: Reference;
  /** [squad][17][4] = x, y in reference-crop px, confidence, sharpness: see `VOTE`. */
  readonly votes: Float32Array;
  /** [squad][4]: what each of them sees of the reference crop, x0, y0, x1, y1 in its px; there is room for more squads. */
  readonly windows: Float32Array;
  /** [17][8]: what the consensus made of them; see `CONSENSUS`. */
  readonly results: Float32Array;
}

export interface SearchOptions extends ScanOptions {
  /** Whether boxes that lie in better ones are kept: people close behind others, or parts of people; false when left out. */
  readonly parts?: boolean;
}

/** Milliseconds of the last picture. */
export interface RuntimeTimes {
  readonly storeMs: number;
  readonly scoutMs: number;
  readonly squadsMs: number;
  readonly consensusMs: number;
}

/** Counts of the last picture. */
export interface RuntimeTally {
  /** Votes that counted, over all people and squads. */
  readonly votes: number;
  /** Keypoints on which the squads were asked to agree, and those on which at least 66 % of the weight did. */
  readonly joints: number;
  readonly accepted: number;
}

export interface WorkerStats {
  /** Workers that can be given work. */
  readonly ready: number;
  /** Looks of a squad at a person that they did for the last picture. */
  readonly jobs: number;
  /** Milliseconds, all together, that they worked for it. */
  readonly ms: number;
}

export interface VoteOptions {
  /** How sure the scouts were of each box; 1 when left out. */
  readonly scores?: readonly number[];
  /** By how many quarters each person is turned clockwise; the squads find out about those of whom it is not known. */
  readonly quarters?: readonly (Quarter | undefined)[];
  /** Most squads to ask about each person, the first so many; all when left out. */
  readonly squads?: number;
  /**
   * When the answer is due, in `performance.now()`'s milliseconds: as many squads are asked as there is time for, at
   * least one about each person. No deadline when left out.
   */
  readonly deadline?: number;
  /** Where known people are expected: one more voter, see `heedPrediction`; undefined for strangers and in still images. */
  readonly expected?: readonly (Prediction | undefined)[];
  /**
   * Whether squads that contradict the others about most of a person are believed about the rest of it, see `Consensus.decide`.
   * In streams they are: there reputations find liars out, and who errs about one of two people in a box is right about the next.
   */
  readonly believeAll?: boolean;
  /** How much a better look at each person pays, 0..1 (dissent, motion): who gets the squads that are left over. */
  readonly needs?: readonly number[];
}

/**
 * When and where the swarm runs. Every call may be answered later, so that workers can take it; calls are made one
 * after the other, never two at once.
 */
export interface SwarmRuntime {
  readonly info: RuntimeInfo;
  /** Until a GPU that was asked for has shown whether it is right; before that the squads run here. */
  readonly ready: Promise<void>;
  readonly times: RuntimeTimes;
  readonly tally: RuntimeTally;
  readonly agents: SwarmAgents;
  readonly squads: readonly SquadHealth[];
  /** Workers that can be given work, and what they did for the last picture. */
  readonly workers: WorkerStats;
  /** The temporal validators at work; undefined where the weights have none. */
  readonly temporal: TemporalJudge | undefined;
  /** Agents that belong to no squad. */
  readonly otherAgents: number;
  /** Bytes of the swarm's memory that are in use. */
  readonly memoryBytes: number;
  /** Bytes of WebAssembly memory. */
  readonly wasmBytes: number;
  /** Milliseconds that a look of half of the squads at somebody costs, by those of late; 0 when nobody has been looked at. */
  readonly lookMs: number;
  /** The picture that `scan` and `vote` see from now on. */
  show(frame: Frame): Promise<void>;
  /** Where the scouts find people, best first, at most `most`; boxes that overlap less may be the same person's. */
  scan(most: number, options?: SearchOptions): Promise<readonly Candidate[]>;
  /** What the squads see in each box, in the boxes' order; valid until the next call. */
  vote(boxes: readonly Box[], options?: VoteOptions): Promise<readonly PersonVotes[]>;
  dispose(): void;
}
