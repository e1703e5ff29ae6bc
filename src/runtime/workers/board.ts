// SPDX-License-Identifier: Apache-2.0
// One worker's, or the main thread's, view of the board: taking jobs and finishing them.
import { boxOf } from '../../pose/box.ts';
import type { Box } from '../../pose/pose.ts';
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import { BOARD, PHASE, stateOf } from './protocol.ts';

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
  return {
    words,
    take(turn, hand, first) {
      const jobs = Atomics.load(words, BOARD.jobs);
      const [open, taken] = [stateOf(turn, 0, PHASE.open), stateOf(turn, hand, PHASE.taken)];
      for (let job = first; job < jobs; job++) {
        if (Atomics.compareExchange(words, BOARD.states + job, open, taken) === open) return job;
      }
      return -1;
    },
    finish(turn, hand, job, ms) {
      const [taken, done] = [stateOf(turn, hand, PHASE.taken), stateOf(turn, hand, PHASE.done)];
      words[BOARD.micros + job] = ms * 1000;
      if (Atomics.compareExchange(words, BOARD.states + job, taken, done) !== taken) return false;
      Atomics.add(words, BOARD.finished, 1);
      return true;
    },
    squadOf: (job) => words[BOARD.squads + job] ?? 0,
    boxOf(job) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.subarray(job * 4, job * 4 + 4);
      return boxOf(x0, y0, x1, y1);
    },
    picture: () => ({
      pointer: words[BOARD.picture] ?? 0,
      width: words[BOARD.width] ?? 0,
      height: words[BOARD.height] ?? 0,
      factor: words[BOARD.factor] ?? 1,
    }),
  };
}
