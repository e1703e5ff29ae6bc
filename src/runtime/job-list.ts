// SPDX-License-Identifier: Apache-2.0
// Who looks at whom in one picture. The jobs are objects that are written anew picture after picture: a video makes none.
import { type BoxScratch, boxOf } from '../pose/box.ts';
import type { Box } from '../pose/pose.ts';
import { VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import { isAsked, weightOf } from '../swarm/reputation/reputation.ts';
import type { Reference } from '../swarm/squads/squad.ts';
import type { Job } from './crew.ts';
import type { Member } from './members.ts';

/** A person to be looked at. */
export interface Look {
  /** The person's box in their upright frame, px. */
  readonly upright: Box;
  readonly reference: Reference;
}

/** Finds the part of a person that somebody looks at. */
export type PlaceWriter = (person: number, joints: readonly number[], out: BoxScratch) => void;

export interface JobList {
  /** Those since the last `assign`. */
  readonly jobs: readonly Job[];
  /** Those of the last `assign` or `follow`: what is to be done now. */
  readonly fresh: readonly Job[];
  /** Squads whose votes count, as of the last `muster`. The first one sees the whole person, if any does. */
  readonly voters: readonly Member[];
  /** Finds out who votes, and who looks without weight, to be judged. */
  muster(members: readonly Member[]): void;
  /**
   * Sends squads that look at whole people to the people [first, end): everybody's first squad before anybody's second.
   *
   * @param shares How many squads look at each person, those who look at a part of them included.
   */
  assign(personAt: (index: number) => Look, first: number, end: number, shares: readonly number[]): void;
  /** Sends those who look at a part, once the others have been asked. */
  follow(place: PlaceWriter): void;
}

interface NearJob extends Job {
  readonly place: BoxScratch;
}

/** @param votes Index into the memory's f32 view: where the jobs' votes go, one after the other. */
export function createJobList(votes: number): JobList {
  const pool: NearJob[] = [];
  const jobs: Job[] = [];
  const fresh: Job[] = [];
  const voters: Member[] = [];
  const unproven: Member[] = [];
  let count = 0;
  let people: (index: number) => Look;
  let from = 0;
  let to = 0;
  let wanted: readonly number[] = [];

  return {
    jobs,
    fresh,
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
      beginWithWhole(voters);
    },
    assign(personAt, first, end, shares) {
      count = 0;
      people = personAt;
      from = first;
      to = end;
      wanted = shares;
      send(false);
    },
    follow(place) {
      send(true);
      for (let i = 0; i < fresh.length; i++) {
        const job = pool[count - fresh.length + i];
        if (job === undefined) continue;
        place(job.person, job.member.squad.view.joints ?? [], job.place);
        job.box = job.place;
      }
    },
  };

  function send(near: boolean): void {
    const before = count;
    let rounds = 0;
    for (let person = from; person < to; person++) rounds = Math.max(rounds, wanted[person] ?? 0);
    for (let round = 0; round < rounds; round++) {
      const member = voters[round];
      if (member === undefined || looksNear(member) !== near) continue;
      for (let person = from; person < to; person++) if (round < (wanted[person] ?? 0)) add(person, member);
    }
    // Those who are on trial come last, and only where everybody else was asked.
    for (let i = 0; i < unproven.length; i++) {
      const member = unproven[i];
      if (member === undefined || looksNear(member) !== near) continue;
      for (let person = from; person < to; person++) if (wanted[person] === voters.length) add(person, member);
    }
    for (let i = before; i < count; i++) {
      const job = pool[i];
      if (job === undefined) continue;
      jobs[i] = job;
      fresh[i - before] = job;
    }
    trim(jobs, count);
    trim(fresh, count - before);
  }

  function add(person: number, member: Member): void {
    const { upright: box, reference } = people(person);
    const at = votes + count * VOTES_OF_SQUAD;
    const job = pool[count] ?? { person, member, box, reference, votes: at, done: false, place: boxOf(0, 0, 0, 0) };
    job.person = person;
    job.member = member;
    job.box = box;
    job.reference = reference;
    job.done = false;
    pool[count] = job;
    count++;
  }
}

function looksNear({ squad }: Member): boolean {
  return squad.view.joints !== undefined;
}

/** Whoever is asked alone has to see the whole person. */
function beginWithWhole(voters: Member[]): void {
  const first = voters[0];
  for (let i = 1; first && looksNear(first) && i < voters.length; i++) {
    const whole = voters[i];
    if (whole === undefined || looksNear(whole)) continue;
    voters[0] = whole;
    voters[i] = first;
    return;
  }
}

/** Setting a length may give an array's memory back: not where nothing changes. */
export function trim(list: unknown[], length: number): void {
  if (list.length !== length) list.length = length;
}
