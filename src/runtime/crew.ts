// SPDX-License-Identifier: Apache-2.0
// Who does the squads' work: here the calling thread alone.
import type { Box } from '../pose/pose.ts';
import type { StoredPicture } from '../swarm/agents/swarm-context.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import { countCost, type Member } from './members.ts';

/** One squad looks at one person. */
export interface Job {
  /** Index of the person among those who are looked at together. */
  readonly person: number;
  readonly member: Member;
  readonly box: Box;
  readonly reference: Reference;
  /** Where the votes go; index into the memory's f32 view. */
  readonly votes: number;
  /** Whether they are there. */
  done: boolean;
}

export interface Crew {
  /** Threads that work, the calling one included. */
  readonly hands: number;
  /**
   * Does jobs, in their order as far as hands allow; the first `musts` all, the others as long as `deadline`
   * (`performance.now()`) can be kept.
   */
  run(picture: StoredPicture, jobs: readonly Job[], musts: number, deadline: number): Promise<void>;
  dispose(): void;
}

export function createSoloCrew(): Crew {
  return {
    hands: 1,
    async run(picture, jobs, musts, deadline) {
      for (const [i, job] of jobs.entries()) {
        const start = performance.now();
        if (i >= musts && start + job.member.costMs > deadline) return;
        job.member.squad.vote(picture, job.box, job.reference, job.votes);
        job.done = true;
        countCost(job.member, performance.now() - start);
      }
    },
    dispose() {},
  };
}
