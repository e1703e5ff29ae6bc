// SPDX-License-Identifier: Apache-2.0
// One worker's, or the main thread's, view of the board: taking jobs and finishing them.
import type { Box } from '../../pose/pose.ts';
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import { BOARD, PHASE, stateOf } from './protocol.ts';

type BoxScratch = { -readonly [Edge in keyof Box]: Box[Edge] };
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
  picture(): StoredPicture;
}

/** @param offset Byte offset of the board in the memory. */
export function openBoard(buffer: ArrayBufferLike, offset: number): Board {
  const words = new Int32Array(buffer, offset, BOARD.words);
  const boxes = new Float64Array(buffer, offset + BOARD.words * 4);
  const box: BoxScratch = { xMin: 0, yMin: 0, xMax: 0, yMax: 0, width: 0, height: 0 };
  const picture: PictureScratch = { pointer: 0, width: 0, height: 0, factor: 1 };
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
      box.xMin = boxes[job * 4] ?? 0;
      box.yMin = boxes[job * 4 + 1] ?? 0;
      box.xMax = boxes[job * 4 + 2] ?? 0;
      box.yMax = boxes[job * 4 + 3] ?? 0;
      box.width = box.xMax - box.xMin;
      box.height = box.yMax - box.yMin;
      return box;
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
