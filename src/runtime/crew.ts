// SPDX-License-Identifier: Apache-2.0
// Who does the squads' work: the calling thread alone, or workers besides (see ./workers/).
import type { Box } from '../pose/pose.ts';
import type { StoredPicture } from '../swarm/agents/swarm-context.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { WorkerDrill } from './faults.ts';
import { countCost, type Member } from './members.ts';

/** One squad looks at one person. Jobs are written anew picture after picture: whoever keeps one keeps it for one run. */
export interface Job {
  /** Index of the person among those who are looked at together. */
  person: number;
  member: Member;
  /** Where the squad looks: the person's box, or that of a part of them. */
  box: Box;
  reference: Reference;
  /** Where the votes go; index into the memory's f32 view. */
  readonly votes: number;
  /** Whether they are there. */
  done: boolean;
}

export interface Help {
  jobs: number;
  /** Milliseconds, of all of them together. */
  ms: number;
}

export interface Crew {
  /** Until it is known who works. Nobody has to wait for it: until then the calling thread does. */
  readonly ready?: Promise<void>;
  /** Threads besides the calling one that work, or will as soon as they have started. */
  readonly workers: number;
  /** Threads that work now, the calling one included. */
  readonly hands: number;
  /** What the threads besides the calling one have done since they were last counted. */
  readonly help: Help;
  /**
   * Does jobs, in their order as far as hands allow; the first `musts` all, the others as long as `deadline`
   * (`performance.now()`) can be kept.
   */
  run(picture: StoredPicture, jobs: readonly Job[], musts: number, deadline: number): Promise<void>;
  /** Bytes of squads have changed: whoever works on copies needs new ones. */
  refresh(): void;
  /** Makes a worker (1, 2, ...) fail on purpose. Returns false when there is no such worker. */
  drill(worker: number, what: WorkerDrill): boolean;
  dispose(): void;
}

export function createSoloCrew(): Crew {
  return {
    workers: 0,
    hands: 1,
    help: { jobs: 0, ms: 0 },
    async run(picture, jobs, musts, deadline) {
      for (let i = 0; i < jobs.length; i++) {
        const job = jobs[i];
        if (job === undefined) return;
        const start = performance.now();
        if (i >= musts && start + job.member.costMs > deadline) return;
        job.member.squad.vote(picture, job.box, job.reference, job.votes);
        job.done = true;
        countCost(job.member, performance.now() - start);
      }
    },
    refresh() {},
    drill: () => false,
    dispose() {},
  };
}
