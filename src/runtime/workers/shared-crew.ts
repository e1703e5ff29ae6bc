// SPDX-License-Identifier: Apache-2.0
// Workers on the one shared memory: whoever has a hand free takes the next job from the board, the calling thread too, so
// that the load is balanced by what jobs really cost. Nothing is copied but votes.
import { TONE } from '../../frame/exposure.ts';
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import { VOTES_OF_SQUAD } from '../../swarm/agents/votes.ts';
import type { Crew, Job } from '../crew.ts';
import { countCost, type Member } from '../members.ts';
import { openBoard } from './board.ts';
import { type Hands, type HandsListener, startHands } from './hands.ts';
import { BOARD, DRILL, handOf, MOST_JOBS, PHASE, type StartMessage, stateOf, TURNS } from './protocol.ts';
import { createSleeper } from './sleeper.ts';
import type { SpawnWorker } from './spawn.ts';

/** How long the calling thread waits for jobs that workers have, in units of what such a job costs, before it does them itself. */
const PATIENCE = 2;
const LEAST_PATIENCE_MS = 1;
/** A worker that has worked on one picture for so long hangs: a busy machine does not keep a thread from its core longer. */
const HUNG_MS = 250;
/** Turns whose beginning is remembered. */
const REMEMBERED = 1024;
const MAIN = 0;

export interface SharedCrewParts {
  readonly f32: Float32Array;
  readonly workers: number;
  readonly spawn: SpawnWorker;
  /** Without `hand`, `base`, `scratch` and `votes`, which each hand has for itself. */
  readonly start: Omit<StartMessage, 'hand' | 'base' | 'scratch' | 'votes'>;
  /** Byte offsets of what each hand has for itself, by hand; [0] is not used. */
  readonly places: readonly Pick<StartMessage, 'base' | 'scratch' | 'votes'>[];
  /** In the order of `start.squads`. */
  readonly members: readonly Member[];
  readonly tell: HandsListener;
}

export function createSharedCrew(parts: SharedCrewParts): Crew {
  const { f32, members, places } = parts;
  const board = openBoard(f32.buffer, parts.start.board);
  const { words } = board;
  const sleep = createSleeper();
  const hands: Hands = startHands(
    parts.workers,
    parts.spawn,
    (hand) => ({ ...parts.start, ...(places[hand] ?? { base: 0, scratch: 0, votes: 0 }), hand }),
    () => undefined,
    parts.tell,
    // What was posted before it came does not count as missed.
    ({ id }) => Atomics.store(words, BOARD.seen + id, Atomics.load(words, BOARD.turn)),
  );
  const help = { jobs: 0, ms: 0 };
  const postedAt = new Float64Array(REMEMBERED);

  return {
    get workers() {
      return hands.count;
    },
    get hands() {
      let ready = 1;
      for (const hand of hands.all) if (hand.ready) ready++;
      return ready;
    },
    async run(picture, jobs, musts, deadline) {
      if (jobs.length <= MOST_JOBS) return runSome(picture, jobs, musts, deadline);
      for (let first = 0; first < jobs.length; first += MOST_JOBS) {
        await runSome(picture, jobs.slice(first, first + MOST_JOBS), Math.max(0, musts - first), deadline);
      }
    },
    help,
    refresh() {},
    drill(worker, what) {
      const hand = hands.at(worker);
      if (hand === undefined || what === 'kill') return hands.kill(worker);
      Atomics.store(words, BOARD.drill + hand.id, DRILL[what]);
      return true;
    },
    dispose() {
      Atomics.store(words, BOARD.stop, 1);
      Atomics.notify(words, BOARD.turn);
      hands.dispose();
    },
  };

  /** Whether only the calling thread knows a squad: guests came after the workers, and may have left since they were asked. */
  function isOurs(member: Member): boolean {
    return parts.start.squads[members.indexOf(member)] === undefined;
  }

  async function runSome(picture: StoredPicture, jobs: readonly Job[], musts: number, deadline: number): Promise<void> {
    const turn = post(picture, jobs);
    for (let job = board.take(turn, MAIN, 0); job >= 0; job = board.take(turn, MAIN, job + 1)) {
      const { member } = jobs[job] ?? {};
      if (member && job >= musts && performance.now() + member.costMs > deadline) break;
      work(turn, job, picture, jobs);
    }
    for (let i = 0; i < jobs.length; i++) {
      const { member } = jobs[i] ?? {};
      if (member === undefined || !isOurs(member)) continue;
      if (i < musts || performance.now() + member.costMs <= deadline) work(turn, i, picture, jobs);
    }
    await wait(jobs, musts, deadline);
    collect(turn, jobs);
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[i];
      if (!job || job.done || (i >= musts && performance.now() + job.member.costMs > deadline)) continue;
      job.member.squad.vote(picture, job.box, job.reference, job.votes);
      job.done = true;
    }
    // A hand that is replaced leaves its place to its successor, which is not ready yet, or to nobody.
    for (let i = hands.all.length - 1; i >= 0; i--) {
      const hand = hands.all[i];
      const ms = hand?.ready ? behindFor(hand.id, turn) : 0;
      if (hand === undefined || ms <= HUNG_MS) continue;
      Atomics.store(words, BOARD.drill + hand.id, 0);
      Atomics.store(words, BOARD.working + hand.id, 0);
      hands.replace(hand, 'hung', `nothing was heard of it for ${Math.round(ms)} ms`);
    }
  }

  /** Puts the jobs on the board and wakes the workers. */
  function post({ pointer, width, height, factor, tone }: StoredPicture, jobs: readonly Job[]): number {
    const turn = (Atomics.load(words, BOARD.turn) + 1) % TURNS || 1;
    words[BOARD.picture] = pointer;
    words[BOARD.width] = width;
    words[BOARD.height] = height;
    words[BOARD.factor] = factor;
    for (let word = 0; word < TONE.words; word++) words[BOARD.tone + word] = tone[word] ?? 0;
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[i];
      if (job === undefined) continue;
      const { member, box, reference } = job;
      words[BOARD.squads + i] = members.indexOf(member);
      board.place(i, box, reference);
      Atomics.store(words, BOARD.states + i, stateOf(turn, MAIN, isOurs(member) ? PHASE.taken : PHASE.open));
    }
    postedAt[turn % REMEMBERED] = performance.now();
    Atomics.store(words, BOARD.finished, 0);
    Atomics.store(words, BOARD.jobs, jobs.length);
    Atomics.store(words, BOARD.turn, turn);
    Atomics.notify(words, BOARD.turn);
    return turn;
  }

  function work(turn: number, index: number, picture: StoredPicture, jobs: readonly Job[]): void {
    const job = jobs[index];
    if (job === undefined) return;
    const start = performance.now();
    job.member.squad.vote(picture, job.box, job.reference, job.votes);
    board.finish(turn, MAIN, index, performance.now() - start);
  }

  /** Until all is done, or nobody can be waited for any longer. */
  async function wait(jobs: readonly Job[], musts: number, deadline: number): Promise<void> {
    const patience = performance.now() + patienceFor(jobs);
    for (;;) {
      const finished = Atomics.load(words, BOARD.finished);
      if (finished >= jobs.length) return;
      const now = performance.now();
      const until = Math.min(patience, finished >= musts ? deadline : Number.POSITIVE_INFINITY);
      if (now >= until || isNobodyWorking()) return;
      await sleep(words, BOARD.finished, finished, until - now);
    }
  }

  function patienceFor(jobs: readonly Job[]): number {
    let longest = 0;
    for (const { member } of jobs) longest = Math.max(longest, member.costMs);
    return Math.max(LEAST_PATIENCE_MS, PATIENCE * longest);
  }

  function isNobodyWorking(): boolean {
    // A worker that was woken may not have said yet that it works: a taken job says so.
    const jobs = words[BOARD.jobs] ?? 0;
    for (let i = 0; i < jobs; i++) {
      const state = Atomics.load(words, BOARD.states + i);
      if ((state & 3) === PHASE.taken && handOf(state) !== MAIN) return false;
    }
    return true;
  }

  function collect(turn: number, jobs: readonly Job[]): void {
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[i];
      const state = Atomics.load(words, BOARD.states + i);
      if (job === undefined) continue;
      if (state === stateOf(turn, handOf(state), PHASE.done)) {
        job.done = true;
        countCost(job.member, (words[BOARD.micros + i] ?? 0) / 1000);
        const from = (places[handOf(state)]?.votes ?? 0) / 4 + i * VOTES_OF_SQUAD;
        if (handOf(state) === MAIN) continue;
        f32.copyWithin(job.votes, from, from + VOTES_OF_SQUAD);
        help.jobs++;
        help.ms += (words[BOARD.micros + i] ?? 0) / 1000;
      } else {
        // Whoever still works on it comes too late from now on.
        Atomics.store(words, BOARD.states + i, stateOf(turn, MAIN, PHASE.taken));
      }
    }
  }

  /** Milliseconds since a hand should have looked up from what it does, or have woken; 0 when it is up to date. */
  function behindFor(hand: number, turn: number): number {
    const working = Atomics.load(words, BOARD.working + hand);
    const seen = Atomics.load(words, BOARD.seen + hand);
    if (working === 0 && seen === turn) return 0;
    const missed = working === 0 ? seen + 1 : working;
    return performance.now() - (postedAt[missed % REMEMBERED] ?? 0);
  }
}
