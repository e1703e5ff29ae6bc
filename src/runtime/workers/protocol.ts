// SPDX-License-Identifier: Apache-2.0
// What the main thread and its workers say to each other. Control goes by message, frames through shared memory.
import type { CropRect, InputSize } from '../../frame/crop.ts';
import { TONE } from '../../frame/exposure.ts';
import type { Box } from '../../pose/pose.ts';
import type { Quarter } from '../../pose/quarter.ts';
import type { SquadProgram } from '../../swarm/agents/graph.ts';
import type { PlacedProgram } from '../../swarm/agents/place-swarm.ts';

/** Bytes of the swarm's memory and where they lie. */
export interface MemoryPart {
  readonly start: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The first message to a worker. */
export interface StartMessage {
  readonly kind: 'start';
  /** 1, 2, ...: the main thread is hand 0. */
  readonly hand: number;
  /** Compiled kernels; undefined for the scalar ones. */
  readonly module: WebAssembly.Module | undefined;
  /** Whether that module takes shared memory. */
  readonly isShared: boolean;
  /** The shared memory; undefined where it cannot be shared, then the worker makes its own and fills it with `parts`. */
  readonly memory: WebAssembly.Memory | undefined;
  readonly parts: readonly MemoryPart[];
  readonly squads: readonly PlacedProgram<SquadProgram>[];
  readonly referenceInput: InputSize;
  /** Byte offset of the worker's own activations. */
  readonly base: number;
  /** Byte offset of the worker's own `resample_rgba` scratch. */
  readonly scratch: number;
  /** Byte offset of the board. */
  readonly board: number;
  /** Byte offset of the worker's own votes, [job][17][4] f32. */
  readonly votes: number;
}

/** Without shared memory: what a worker shall look at, as its squad sees it. */
export interface WorkMessage {
  readonly kind: 'work';
  readonly turn: number;
  readonly jobs: readonly CopiedJob[];
}

export interface CopiedJob {
  readonly job: number;
  readonly squad: number;
  readonly box: Box;
  /** The person's reference crop, and by how many quarters they are turned. */
  readonly reference: CropRect;
  readonly quarter: Quarter;
  /** The squad's input, f32 [height][width][4]. */
  readonly pixels: Float32Array<ArrayBuffer>;
}

/** Without shared memory: bytes have changed. */
export interface PartsMessage {
  readonly kind: 'parts';
  readonly parts: readonly MemoryPart[];
}

/** Without shared memory: fail on purpose. */
export interface DrillMessage {
  readonly kind: 'drill';
  readonly what: keyof typeof DRILL;
}

export type ToWorker = StartMessage | WorkMessage | PartsMessage | DrillMessage;

export type FromWorker =
  | { readonly kind: 'listening' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'done';
      readonly turn: number;
      readonly jobs: readonly number[];
      /** [job of `jobs`][17][4]. */
      readonly votes: Float32Array<ArrayBuffer>;
      /** Milliseconds that each took. */
      readonly ms: readonly number[];
    };

/** Jobs that the board holds. */
export const MOST_JOBS = 1024;
/** Threads that can work at once, with those that are being replaced. */
export const MOST_HANDS = 32;

/**
 * The board in shared memory: words of i32, then places of f64.
 *
 * A job's state is `turn << 8 | hand << 2 | phase`, so that whoever is late finds that the job is no longer theirs: taking
 * and finishing are compare-and-exchange on that word.
 */
export const BOARD = {
  /** The number of the batch of jobs; workers sleep on it. */
  turn: 0,
  /** Jobs that were finished, counted up; the main thread sleeps on it. */
  finished: 1,
  jobs: 2,
  picture: 3,
  width: 4,
  height: 5,
  factor: 6,
  /** [TONE.words]. */
  tone: 7,
  /** 1 tells everybody to go home. */
  stop: 7 + TONE.words,
  /** [hand]: the turn that a hand works for, 0 when it sleeps. */
  working: 16, // after a spare word: the f64 behind the words begin on eight bytes
  /** [hand]: the last turn that a hand has worked for, or found nothing to do in. */
  seen: 16 + MOST_HANDS,
  /** [hand]: one of `DRILL`, or 0. */
  drill: 16 + 2 * MOST_HANDS,
  /** [job]: state. */
  states: 16 + 3 * MOST_HANDS,
  /** [job]: index of the squad. */
  squads: 16 + 3 * MOST_HANDS + MOST_JOBS,
  /** [job]: microseconds that it took. */
  micros: 16 + 3 * MOST_HANDS + 2 * MOST_JOBS,
  words: 16 + 3 * MOST_HANDS + 3 * MOST_JOBS,
} as const;

/** Failures on purpose: never coming back, and taking a tenth of a second longer. */
export const DRILL = { hang: 1, slow: 2 } as const;

/** f64 of a job: xMin, yMin, xMax, yMax of the box, x0, y0, x1, y1 of the person's reference crop, and their quarter. */
export const PLACE_FLOATS = 9;
/** Bytes of the board: words, then [job][`PLACE_FLOATS`] f64. */
export const BOARD_BYTES = BOARD.words * 4 + MOST_JOBS * PLACE_FLOATS * 8;

export const PHASE = { open: 0, taken: 1, done: 2 } as const;

/** Turns go round before they reach the sign bit. */
export const TURNS = 1 << 22;

export function stateOf(turn: number, hand: number, phase: number): number {
  return (turn << 8) | (hand << 2) | phase;
}

export function handOf(state: number): number {
  return (state >> 2) & 63;
}
