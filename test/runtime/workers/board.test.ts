// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createRect } from '../../../src/frame/crop.ts';
import { boxOf } from '../../../src/pose/box.ts';
import type { Quarter } from '../../../src/pose/quarter.ts';
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

test('a picture is told as it lies in memory', () => {
  const board = boardOf(1, 1);
  const told = { picture: 4096, width: 640, height: 480, factor: 2 } as const;
  for (const [name, value] of Object.entries(told)) board.words[BOARD[name as keyof typeof told]] = value;
  board.words.set([1, 2, 3, 4, 5, 6, 204], BOARD.tone);
  const { tone, ...rest } = board.picture();
  expect(rest).toEqual({ pointer: 4096, width: 640, height: 480, factor: 2 });
  expect([...Array.from(tone)]).toEqual([1, 2, 3, 4, 5, 6, 204]);
});

test('states tell turns and hands apart up to the last ones, and stay positive', () => {
  expect(stateOf(TURNS - 1, 31, PHASE.done)).toBeGreaterThan(0);
  expect(handOf(stateOf(TURNS - 1, 31, PHASE.done))).toBe(31);
});

test('a job’s place is kept: box, reference crop and quarter', () => {
  const board = boardOf(2, 1);
  const rect = { x0: 1.5, y0: -2, x1: 97.25, y1: 126 };
  board.place(0, boxOf(0, 0, 1, 1), { rect, quarter: 0 });
  board.place(1, boxOf(10.5, 20, 30, 60), { rect, quarter: 3 });
  expect({ ...board.boxOf(1) }).toEqual(boxOf(10.5, 20, 30, 60));
  const out = { rect: createRect(), quarter: 0 as Quarter };
  board.referenceOf(1, out);
  expect(out).toEqual({ rect, quarter: 3 });
  board.referenceOf(0, out);
  expect(out.quarter).toBe(0);
});
