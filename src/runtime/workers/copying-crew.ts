// SPDX-License-Identifier: Apache-2.0
// Workers where memory cannot be shared: each has its own, and is sent what a squad sees of a person. The pixels are cut
// out here, by the same kernel, so the answers are the same; a copy of 200 kB a job is the price.
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import { VOTES_OF_SQUAD } from '../../swarm/agents/votes.ts';
import type { Crew, Job } from '../crew.ts';
import { countCost, type Member } from '../members.ts';
import { type Hand, type Hands, type HandsListener, startHands } from './hands.ts';
import type { CopiedJob, FromWorker, MemoryPart, StartMessage } from './protocol.ts';
import type { SpawnWorker } from './spawn.ts';

/** How long answers are waited for, in units of what the jobs cost, before the calling thread does them itself. */
const PATIENCE = 3;
const LEAST_PATIENCE_MS = 10;
/** A worker that owes an answer for so long hangs. */
const HUNG_MS = 500;

export interface CopyingCrewParts {
  readonly f32: Float32Array;
  readonly workers: number;
  readonly spawn: SpawnWorker;
  /** Without `hand` and `parts`. */
  readonly start: Omit<StartMessage, 'hand' | 'parts'>;
  /** The squads' bytes as they are now. */
  readonly bytes: () => MemoryPart[];
  /** In the order of `start.squads`. */
  readonly members: readonly Member[];
  readonly tell: HandsListener;
}

export function createCopyingCrew(parts: CopyingCrewParts): Crew {
  const { f32, members } = parts;
  /** When a hand was given what it has not brought back yet. */
  const owing = new Map<Hand, { readonly turn: number; readonly since: number }>();
  const help = { jobs: 0, ms: 0 };
  /** How often the squads' bytes have changed, and how often they had when a hand, by its id, was sent them first. */
  let version = 0;
  const begunWith: number[] = [];
  let turn = 0;
  let arrived: (message: Extract<FromWorker, { kind: 'done' }>) => void = () => undefined;
  const hands: Hands = startHands(
    parts.workers,
    parts.spawn,
    (hand) => {
      begunWith[hand] = version;
      return { ...parts.start, hand, parts: parts.bytes() };
    },
    (hand, message) => {
      if (message.kind !== 'done') return;
      owing.delete(hand);
      arrived(message);
    },
    parts.tell,
    (hand) => {
      if (begunWith[hand.id] !== version) sendBytes(hand);
    },
  );

  return {
    get workers() {
      return hands.count;
    },
    get hands() {
      return 1 + idle().length;
    },
    async run(picture, jobs, musts, deadline) {
      turn++;
      const free = idle();
      const answers = waitFor(jobs, free.length);
      // The first job, and then every so manieth, stays here; so who is first in line is never sent away.
      const handOf = (job: Job, i: number): number => (isOurs(job.member) ? 0 : i % (free.length + 1));
      const own = jobs.filter((job, i) => handOf(job, i) === 0);
      for (const [i, hand] of free.entries()) {
        send(
          hand,
          picture,
          jobs,
          jobs.flatMap((job, index) => (handOf(job, index) === i + 1 ? [index] : [])),
        );
      }
      for (const job of own) if (isDue(jobs, job, musts, deadline)) work(picture, job);
      await answers(deadline);
      for (const job of jobs) if (!job.done && isDue(jobs, job, musts, deadline)) work(picture, job);
      dismiss();
    },
    help,
    drill(worker, what) {
      if (what === 'kill') return hands.kill(worker);
      const hand = hands.at(worker);
      hand?.post({ kind: 'drill', what });
      return hand !== undefined;
    },
    refresh() {
      version++;
      for (const hand of hands.all) if (hand.ready) sendBytes(hand);
    },
    dispose: () => hands.dispose(),
  };

  function sendBytes(hand: Hand): void {
    hand.post({ kind: 'parts', parts: parts.bytes() });
  }

  /** Whether only the calling thread knows a squad: guests came after the workers, and may have left since they were asked. */
  function isOurs(member: Member): boolean {
    return parts.start.squads[members.indexOf(member)] === undefined;
  }

  function idle(): Hand[] {
    return hands.all.filter((hand) => hand.ready && !owing.has(hand));
  }

  function isDue(jobs: readonly Job[], job: Job, musts: number, deadline: number): boolean {
    return jobs.indexOf(job) < musts || performance.now() + job.member.costMs <= deadline;
  }

  function work(picture: StoredPicture, job: Job): void {
    const start = performance.now();
    job.member.squad.vote(picture, job.box, job.reference, job.votes);
    job.done = true;
    countCost(job.member, performance.now() - start);
  }

  function send(hand: Hand, picture: StoredPicture, jobs: readonly Job[], indices: readonly number[]): void {
    if (indices.length === 0) return;
    const copies = indices.flatMap((index): CopiedJob[] => {
      const job = jobs[index];
      if (job === undefined) return [];
      const { squad } = job.member;
      squad.look(picture, job.box, job.reference.quarter);
      const from = squad.runner.input / 4;
      const pixels = f32.slice(from, from + squad.input.width * squad.input.height * 4);
      const { rect: reference, quarter } = job.reference;
      return [{ job: index, squad: members.indexOf(job.member), box: job.box, reference, quarter, pixels }];
    });
    owing.set(hand, { turn, since: performance.now() });
    hand.post(
      { kind: 'work', turn, jobs: copies },
      copies.map(({ pixels }) => pixels.buffer),
    );
  }

  /** Takes answers to this turn's jobs from now on; the result waits for them, as long as it makes sense. */
  function waitFor(jobs: readonly Job[], free: number): (deadline: number) => Promise<void> {
    const own = turn;
    let wake: () => void = () => undefined;
    arrived = ({ turn: of, jobs: done, votes, ms }) => {
      // Answers to an earlier picture come too late.
      if (of !== own) return;
      for (const [i, index] of done.entries()) {
        const job = jobs[index];
        if (job === undefined || job.done) continue;
        f32.set(votes.subarray(i * VOTES_OF_SQUAD, (i + 1) * VOTES_OF_SQUAD), job.votes);
        job.done = true;
        countCost(job.member, ms[i] ?? 0);
        help.jobs++;
        help.ms += ms[i] ?? 0;
      }
      wake();
    };
    return async (deadline) => {
      const cost = jobs.reduce((sum, { member }) => sum + member.costMs, 0) / (free + 1);
      const patience = performance.now() + Math.max(LEAST_PATIENCE_MS, PATIENCE * cost);
      const until = Math.min(patience, Math.max(deadline, performance.now()));
      while ([...owing.values()].some((debt) => debt.turn === own) && performance.now() < until) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, until - performance.now());
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      arrived = () => undefined;
    };
  }

  function dismiss(): void {
    const now = performance.now();
    for (const [hand, { since }] of owing) {
      if (now - since < HUNG_MS) continue;
      owing.delete(hand);
      hands.replace(hand, 'hung', `it has owed an answer for ${Math.round(now - since)} ms`);
    }
  }
}
