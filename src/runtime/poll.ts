// SPDX-License-Identifier: Apache-2.0
// The poll about one person: whose votes are in, and what they are compared with afterwards.
import type { Place } from '../frame/crop.ts';
import type { BoxScratch } from '../pose/box.ts';
import { type Ballot, VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import { createWindowWriter, markOutside, WINDOW_FLOATS } from '../swarm/consensus/abstain.ts';
import type { Consensus } from '../swarm/consensus/consensus.ts';
import { weightOf } from '../swarm/reputation/reputation.ts';
import { partBox } from '../swarm/squads/part.ts';
import type { Job } from './crew.ts';
import type { JobList, Look } from './job-list.ts';
import type { Member } from './members.ts';
import type { Supervisor } from './supervisor.ts';
import { lie } from './switches.ts';

export interface Poll {
  /** Checks what those have said who were asked last. */
  receive(): void;
  /** Puts the votes about a person that are in on the ballot, in the order of the voters. Returns how many squads they are of. */
  gather(person: number): number;
  /** Writes the box of a part of a person, as those say who have been asked so far. */
  locate(person: number, look: Look, joints: readonly number[], out: BoxScratch): void;
  /** Judges those who have spoken about a person by what the ballot says. `area` is the person's, reference-crop px squared. */
  judge(person: number, area: number): void;
}

/** @param seen Index of a window in `f32` for the poll's own use. */
export function createPoll(
  f32: Float32Array,
  list: Pick<JobList, 'jobs' | 'fresh' | 'voters'>,
  ballot: Ballot & Pick<Consensus, 'decide'>,
  supervisor: Supervisor,
  seen: number,
): Poll {
  const writeWindow = createWindowWriter();
  const place: Place = { x: 0, y: 0 };

  return {
    receive() {
      for (let i = 0; i < list.fresh.length; i++) {
        const job = list.fresh[i];
        if (job === undefined || !job.done) continue;
        if (job.member.lies) lie(f32, job.votes);
        job.done = supervisor.admit(job.member, job.votes);
      }
    },
    gather,
    locate(person, { upright, reference }, joints, out) {
      ballot.decide(gather(person));
      partBox(f32, ballot.results, joints, upright, reference, place, out);
    },
    judge(person, area) {
      for (let i = 0; i < list.jobs.length; i++) {
        const job = list.jobs[i];
        if (job?.person === person && job.done) judgeJob(job, area);
      }
    },
  };

  function gather(person: number): number {
    let voting = 0;
    for (let i = 0; i < list.voters.length; i++) {
      const job = jobOf(list.voters[i], person);
      const weight = job ? weightOf(job.member.record) : 0;
      if (job === undefined || weight === 0) continue;
      const to = ballot.votes + voting * VOTES_OF_SQUAD;
      f32.copyWithin(to, job.votes, job.votes + VOTES_OF_SQUAD);
      f32[ballot.reputation + voting] = weight;
      writeWindow(job.member.squad, job.box, job.reference, f32, ballot.windows + voting * WINDOW_FLOATS);
      voting++;
    }
    return voting;
  }

  /** What a member has done for a person. */
  function jobOf(member: Member | undefined, person: number): Job | undefined {
    for (let i = 0; i < list.jobs.length; i++) {
      const job = list.jobs[i];
      if (job?.person === person && job.member === member && job.done) return job;
    }
    return undefined;
  }

  /** Compares what a squad, or a head on trial, sees with what all made of it. */
  function judgeJob({ member, person, votes, box, reference }: Job, area: number): void {
    if (!member.trial) {
      writeWindow(member.squad, box, reference, f32, seen);
      markOutside(f32, votes, ballot.results, seen);
      supervisor.judge(member, votes, ballot.results, area);
      return;
    }
    const { host } = member.trial;
    const present = jobOf(host, person);
    if (present) supervisor.judgeHead(member, votes, present.votes, ballot.results, area);
  }
}
