// SPDX-License-Identifier: Apache-2.0
// Who looks at whom in one picture. The jobs are objects that are written anew picture after picture: a video makes none.
import type { Box } from '../pose/pose.ts';
import { VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import { isAsked, weightOf } from '../swarm/reputation/reputation.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { Job } from './crew.ts';
import type { Member } from './members.ts';

/** A person to be looked at. */
export interface Look {
  readonly box: Box;
  readonly reference: Reference;
}

export interface JobList {
  /** Those of the last `assign`. */
  readonly jobs: readonly Job[];
  /** Squads whose votes count, as of the last `muster`. */
  readonly voters: readonly Member[];
  /** Finds out who votes, and who looks without weight, to be judged. */
  muster(members: readonly Member[]): void;
  /**
   * Sends squads to the people [first, end): everybody's first squad before anybody's second.
   *
   * @param shares How many squads look at each person.
   */
  assign(personAt: (index: number) => Look, first: number, end: number, shares: readonly number[]): void;
}

/** @param votes Index into the memory's f32 view: where the jobs' votes go, one after the other. */
export function createJobList(votes: number): JobList {
  const pool: Job[] = [];
  const jobs: Job[] = [];
  const voters: Member[] = [];
  const unproven: Member[] = [];
  let count = 0;

  return {
    jobs,
    voters,
    muster(members) {
      let [voting, trying] = [0, 0];
      for (let i = 0; i < members.length; i++) {
        const member = members[i];
        if (member === undefined) continue;
        if (weightOf(member.record) > 0) voters[voting++] = member;
        else if (isAsked(member.record)) unproven[trying++] = member;
      }
      trim(voters, voting);
      trim(unproven, trying);
    },
    assign(personAt, first, end, shares) {
      count = 0;
      let rounds = 0;
      for (let person = first; person < end; person++) rounds = Math.max(rounds, shares[person] ?? 0);
      for (let round = 0; round < rounds; round++) {
        const member = voters[round];
        for (let person = first; member && person < end; person++) {
          if (round < (shares[person] ?? 0)) add(person, member, personAt(person));
        }
      }
      // Those who are on trial come last, and only where everybody else was asked.
      for (let person = first; unproven.length > 0 && person < end; person++) {
        if (shares[person] !== voters.length) continue;
        for (const member of unproven) add(person, member, personAt(person));
      }
      trim(jobs, count);
    },
  };

  function add(person: number, member: Member, { box, reference }: Look): void {
    const job = pool[count] ?? { person, member, box, reference, votes: votes + count * VOTES_OF_SQUAD, done: false };
    job.person = person;
    job.member = member;
    job.box = box;
    job.reference = reference;
    job.done = false;
    pool[count] = job;
    jobs[count] = job;
    count++;
  }
}

/** Setting a length may give an array's memory back: not where nothing changes. */
export function trim(list: unknown[], length: number): void {
  if (list.length !== length) list.length = length;
}
