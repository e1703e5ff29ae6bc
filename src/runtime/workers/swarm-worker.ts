// SPDX-License-Identifier: Apache-2.0
// A worker's whole program: squads on kernels of its own. The entry of a module worker, and of a thread of Node.
import { createRect, type RectScratch } from '../../frame/crop.ts';
import type { Quarter } from '../../pose/quarter.ts';
import { planProgram } from '../../swarm/agents/plan-program.ts';
import { VOTES_OF_SQUAD } from '../../swarm/agents/votes.ts';
import { scalarKernels } from '../../swarm/kernels/scalar.ts';
import { createKernelMemory, instantiateKernels } from '../../swarm/kernels/wasm.ts';
import { createSquad, type Reference, type Squad } from '../../swarm/squads/squad.ts';
import { openBoard } from './board.ts';
import { openParent, type Parent } from './parent.ts';
import {
  BOARD,
  DRILL,
  type FromWorker,
  type MemoryPart,
  type StartMessage,
  type ToWorker,
  type WorkMessage,
} from './protocol.ts';

/** How much longer a job takes in a drill of slowness. */
const SLOW_MS = 100;

interface Bench {
  readonly start: StartMessage;
  readonly f32: Float32Array;
  readonly squads: readonly Squad[];
  /** One of `DRILL`, or 0. */
  drill: number;
}

interface Post {
  readonly parent: Parent<ToWorker, FromWorker>;
  /** Undefined until the first message. */
  bench: Bench | undefined;
}

attend(openParent());

function attend(parent: Parent<ToWorker, FromWorker>): void {
  const post: Post = { parent, bench: undefined };
  parent.listen((message) => {
    try {
      hear(post, message);
    } catch (error) {
      parent.post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  });
  parent.post({ kind: 'listening' });
}

function hear(post: Post, message: ToWorker): void {
  if (message.kind === 'start') {
    post.bench = setUp(message);
    post.parent.post({ kind: 'ready' });
    if (message.memory !== undefined) workFromBoard(post.bench);
    return;
  }
  const { bench } = post;
  if (bench === undefined) throw new Error(`"${message.kind}" came before "start"`);
  if (message.kind === 'drill') bench.drill = DRILL[message.what];
  else if (message.kind === 'parts') writeParts(bench.f32.buffer, message.parts);
  else workOnCopies(bench, message, post.parent);
}

function setUp(start: StartMessage): Bench {
  const memory = start.memory ?? createKernelMemory(start.isShared);
  writeParts(memory.buffer, start.parts);
  const kernels = start.module ? instantiateKernels(start.module, memory) : scalarKernels(memory);
  const f32 = new Float32Array(memory.buffer);
  const context = { kernels, f32, resampleScratch: start.scratch };
  const squads = start.squads.map((squad) => createSquad(squad, planProgram(squad.program), start.base, context));
  return { start, f32, squads, drill: 0 };
}

function writeParts(buffer: ArrayBufferLike, parts: readonly MemoryPart[]): void {
  const bytes = new Uint8Array(buffer);
  for (const part of parts) bytes.set(part.bytes, part.start);
}

/** Works until it is told to stop. Nothing else reaches this thread meanwhile. */
function workFromBoard({ start, f32, squads }: Bench): void {
  const { hand, votes, referenceInput } = start;
  const board = openBoard(f32.buffer, start.board);
  const { words } = board;
  const reference: Reference & { rect: RectScratch; quarter: Quarter } = {
    ...{ rect: createRect(), input: referenceInput, quarter: 0 },
  };
  let seen = 0;
  while (Atomics.load(words, BOARD.stop) === 0) {
    const turn = Atomics.load(words, BOARD.turn);
    if (turn === seen) {
      Atomics.wait(words, BOARD.turn, seen);
      continue;
    }
    seen = turn;
    Atomics.store(words, BOARD.working + hand, turn);
    for (let job = board.take(turn, hand, 0); job >= 0; job = board.take(turn, hand, job + 1)) {
      const began = performance.now();
      fail(Atomics.load(words, BOARD.drill + hand));
      const box = board.boxOf(job);
      const to = votes / 4 + job * VOTES_OF_SQUAD;
      board.referenceOf(job, reference);
      squads[board.squadOf(job)]?.vote(board.picture(), box, reference, to);
      if (board.finish(turn, hand, job, performance.now() - began)) Atomics.notify(words, BOARD.finished);
    }
    Atomics.store(words, BOARD.seen + hand, turn);
    Atomics.store(words, BOARD.working + hand, 0);
  }
}

/** What a drill asks for. */
function fail(drill: number): void {
  const until = performance.now() + SLOW_MS;
  while (drill === DRILL.hang || (drill === DRILL.slow && performance.now() < until));
}

function workOnCopies({ start, f32, squads, drill }: Bench, { turn, jobs }: WorkMessage, parent: Post['parent']): void {
  const votes = new Float32Array(jobs.length * VOTES_OF_SQUAD);
  const ms: number[] = [];
  for (const [i, { squad: index, box, reference: rect, quarter, pixels }] of jobs.entries()) {
    const began = performance.now();
    fail(drill);
    const squad = squads[index];
    if (squad === undefined) throw new Error(`there is no squad ${index}`);
    f32.set(pixels, squad.runner.input / 4);
    const to = start.votes / 4;
    squad.answer(box, { rect, input: start.referenceInput, quarter }, to);
    votes.set(f32.subarray(to, to + VOTES_OF_SQUAD), i * VOTES_OF_SQUAD);
    ms.push(performance.now() - began);
  }
  parent.post({ kind: 'done', turn, jobs: jobs.map(({ job }) => job), votes, ms });
}
