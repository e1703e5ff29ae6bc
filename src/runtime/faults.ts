// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a squad, as events tell it.
import type { Degradation } from './degradation.ts';

/**
 * `outlier`: its votes are too often not what the others see. `message`: a vote was no number, or out of range.
 * `answer`: it no longer gives the known answer to the probe. `weights`: its bytes are not those that were checked.
 * Votes that come too late are dropped, and no cause: a machine that is busy makes nobody a liar.
 */
export type FaultCause = 'outlier' | 'message' | 'answer' | 'weights';

/** A squad was found faulty; it does not vote until it is mended. */
export interface FaultEvent {
  readonly squad: string;
  readonly cause: FaultCause;
  /** Agents whose weights are not what they should be; often empty. */
  readonly agents: readonly string[];
  readonly message: string;
}

/** What became of a faulty squad. */
export interface RecoveryEvent {
  readonly squad: string;
  /** Whether it is back, on probation. */
  readonly recovered: boolean;
  /** From the moment it was found faulty; milliseconds. */
  readonly ms: number;
  readonly message: string;
}

/** A worker is gone or does not answer, and another one takes its place. */
export interface WorkerEvent {
  /** 1, 2, ...: which of the workers. */
  readonly worker: number;
  readonly cause: 'crashed' | 'hung';
  readonly message: string;
}

/** What a worker can be made to do for a drill: die, stop answering, or take a tenth of a second for each job. */
export type WorkerDrill = (typeof WORKER_DRILLS)[number];

export const WORKER_DRILLS = ['kill', 'hang', 'slow'] as const;

export interface FaultListener {
  fault(event: FaultEvent): void;
  recovery(event: RecoveryEvent): void;
  worker(event: WorkerEvent): void;
  /** What worked until now does not any more. */
  degraded(event: Degradation): void;
}
