// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { openBoard } from '../../../src/runtime/workers/board.ts';
import { BOARD, BOARD_BYTES, handOf, PHASE, stateOf, TURNS } from '../../../src/runtime/workers/protocol.ts';

function boardOf(jobs: number, turn: number) {
  const board = openBoard(new SharedArrayBuffer(BOARD_BYTES + 64), 64);
  board.words[BOARD.jobs] = jobs;
  for (let job = 0; job < jobs; job++) board.words[BOARD.states + job] = stateOf(turn, 0, PHASE.open);
  return board;
}

test('every job is taken once, and finished by whoever has it', () => {
  const board = boardOf(3, 7);
  expect([board.take(7, 1, 0), board.take(7, 2, 0), board.take(7, 1, 0), board.take(7, 2, 0)]).toEqual([0, 1, 2, -1]);
  expect([board.finish(7, 2, 0, 1), board.finish(7, 1, 0, 1.5), board.finish(7, 1, 0, 1)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(board.words[BOARD.finished]).toBe(1);
  expect(handOf(board.words[BOARD.states] ?? 0)).toBe(1);
});

test('who comes late, in an earlier turn or after the job was taken back, changes nothing', () => {
  const board = boardOf(1, 8);
  expect(board.take(7, 1, 0)).toBe(-1);
  expect(board.take(8, 1, 0)).toBe(0);
  board.words[BOARD.states] = stateOf(8, 0, PHASE.taken);
  expect(board.finish(8, 1, 0, 1)).toBe(false);
  expect(board.words[BOARD.finished]).toBe(0);
});

test('states tell turns and hands apart up to the last ones, and stay positive', () => {
  expect(stateOf(TURNS - 1, 31, PHASE.done)).toBeGreaterThan(0);
  expect(handOf(stateOf(TURNS - 1, 31, PHASE.done))).toBe(31);
});
