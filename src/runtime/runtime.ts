// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/frame.ts';
import type { Person } from '../people/assemble.ts';
import type { Box } from '../pose/pose.ts';
import type { Candidate, ScanOptions } from '../swarm/scouts/scouts.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { Tier } from './tiers.ts';

export interface RuntimeInfo {
  readonly tier: Tier;
  /** Squads that vote. */
  readonly squads: number;
  /** Agents that work: those of the scouts, of the squads that vote, and the shared ones. */
  readonly agents: number;
  /** Parameters of those agents. */
  readonly parameters: number;
  readonly sharedMemory: boolean;
}

/** A person as the squads see them. */
export interface PersonVotes extends Person {
  /** Where the votes met. */
  readonly reference: Reference;
  /** [squad][17][4] = x, y in reference-crop px, confidence, 0. */
  readonly votes: Float32Array;
  /** [17][8]: what the consensus made of them; see `CONSENSUS`. */
  readonly results: Float32Array;
}

/** Milliseconds of the last picture. */
export interface RuntimeTimes {
  readonly storeMs: number;
  readonly scoutMs: number;
  readonly squadsMs: number;
  readonly consensusMs: number;
}

export interface VoteOptions {
  /** How sure the scouts were of each box; 1 when left out. */
  readonly scores?: readonly number[];
  /** Squads to ask, the first so many; all when left out. */
  readonly squads?: number;
}

/**
 * When and where the swarm runs. Every call may be answered later, so that workers can take it; calls are made one
 * after the other, never two at once.
 */
export interface SwarmRuntime {
  readonly info: RuntimeInfo;
  readonly times: RuntimeTimes;
  /** The picture that `scan` and `vote` see from now on. */
  show(frame: Frame): Promise<void>;
  /** People whom the scouts find, best first, each once; at most `most`. */
  scan(most: number, options?: ScanOptions): Promise<readonly Candidate[]>;
  /** What the squads see in each box, in the boxes' order; valid until the next call. */
  vote(boxes: readonly Box[], options?: VoteOptions): Promise<readonly PersonVotes[]>;
  dispose(): void;
}
