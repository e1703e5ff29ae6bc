// SPDX-License-Identifier: Apache-2.0
// One worker's, or the main thread's, view of the board: taking jobs and finishing them.
import type { RectScratch } from '../../frame/crop.ts';
import { TONE } from '../../frame/exposure.ts';
import type { BoxScratch } from '../../pose/box.ts';
import type { Box } from '../../pose/pose.ts';
import { QUARTERS, type Quarter } from '../../pose/quarter.ts';
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import type { Reference } from '../../swarm/squads/squad.ts';
import { BOARD, PHASE, PLACE_FLOATS, stateOf } from './protocol.ts';

type PictureScratch = { -readonly [Name in keyof StoredPicture]: StoredPicture[Name] };

/** What it says of boxes and pictures is written anew with the next question. */
export interface Board {
  readonly words: Int32Array;
  /** The first open job from `first` on, which is now this hand's; -1 when there is none. */
  take(turn: number, hand: number, first: number): number;
  /** Whether the job was still this hand's, and so is finished by it. */
  finish(turn: number, hand: number, job: number, ms: number): boolean;
  squadOf(job: number): number;
  boxOf(job: number): Box;
  /** Puts the job's box and its person's reference crop on the board. */
  place(job: number, box: Box, reference: Pick<Reference, 'rect' | 'quarter'>): void;
  /** Writes the reference crop of the job's person. */
  referenceOf(job: number, out: { readonly rect: RectScratch; quarter: Quarter }): void;
  picture(): StoredPicture;
}

/** @param offset Byte offset of the board in the memory. */
export function openBoard(buffer: ArrayBufferLike, offset: number): Board {
  const words = new Int32Array(buffer, offset, BOARD.words);
  const places = new Float64Array(buffer, offset + BOARD.words * 4);
  const box: BoxScratch = { xMin: 0, yMin: 0, xMax: 0, yMax: 0, width: 0, height: 0 };
  const picture: PictureScratch = {
    pointer: 0,
    width: 0,
    height: 0,
    factor: 1,
    tone: words.subarray(BOARD.tone, BOARD.tone + TONE.words),
  };
  return {
    words,
    take(turn, hand, first) {
      const jobs = Atomics.load(words, BOARD.jobs);
      const open = stateOf(turn, 0, PHASE.open);
      const taken = stateOf(turn, hand, PHASE.taken);
      for (let job = first; job < jobs; job++) {
        if (Atomics.compareExchange(words, BOARD.states + job, open, taken) === open) return job;
      }
      return -1;
    },
    finish(turn, hand, job, ms) {
      const taken = stateOf(turn, hand, PHASE.taken);
      const done = stateOf(turn, hand, PHASE.done);
      words[BOARD.micros + job] = ms * 1000;
      if (Atomics.compareExchange(words, BOARD.states + job, taken, done) !== taken) return false;
      Atomics.add(words, BOARD.finished, 1);
      return true;
    },
    squadOf: (job) => words[BOARD.squads + job] ?? 0,
    boxOf(job) {
      const at = job * PLACE_FLOATS;
      box.xMin = places[at] ?? 0;
      box.yMin = places[at + 1] ?? 0;
      box.xMax = places[at + 2] ?? 0;
      box.yMax = places[at + 3] ?? 0;
      box.width = box.xMax - box.xMin;
      box.height = box.yMax - box.yMin;
      return box;
    },
    place(job, { xMin, yMin, xMax, yMax }, { rect: { x0, y0, x1, y1 }, quarter }) {
      const at = job * PLACE_FLOATS;
      places[at] = xMin;
      places[at + 1] = yMin;
      places[at + 2] = xMax;
      places[at + 3] = yMax;
      places[at + 4] = x0;
      places[at + 5] = y0;
      places[at + 6] = x1;
      places[at + 7] = y1;
      places[at + 8] = quarter;
    },
    referenceOf(job, out) {
      const at = job * PLACE_FLOATS + 4;
      out.rect.x0 = places[at] ?? 0;
      out.rect.y0 = places[at + 1] ?? 0;
      out.rect.x1 = places[at + 2] ?? 0;
      out.rect.y1 = places[at + 3] ?? 0;
      out.quarter = QUARTERS[places[at + 4] ?? 0] ?? 0;
    },
    picture() {
      picture.pointer = words[BOARD.picture] ?? 0;
      picture.width = words[BOARD.width] ?? 0;
      picture.height = words[BOARD.height] ?? 0;
      picture.factor = words[BOARD.factor] ?? 1;
      return picture;
    },
  };
}
