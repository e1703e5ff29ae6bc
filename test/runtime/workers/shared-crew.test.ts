// SPDX-License-Identifier: Apache-2.0
// What is put on the board, with workers that are made up.
import { expect, test } from 'vitest';
import { openBoard } from '../../../src/runtime/workers/board.ts';
import { BOARD, BOARD_BYTES } from '../../../src/runtime/workers/protocol.ts';
import { createSharedCrew } from '../../../src/runtime/workers/shared-crew.ts';
import {
  madeUpJob,
  madeUpMember,
  madeUpPicture,
  madeUpStart,
  madeUpWorkers,
  squadsNamed,
} from '../../support/made-up-squads.ts';

test('the job of a guest who left after they were asked is open to nobody: no worker knows them', async () => {
  const { spawn } = madeUpWorkers();
  const buffer = new SharedArrayBuffer(BOARD_BYTES);
  const board = openBoard(buffer, 0);
  let taken: number | undefined;
  let looks = 0;
  // A worker looks for something to do while the calling thread has its first job.
  const member = madeUpMember('squad-0', () => {
    taken = board.take(board.words[BOARD.turn] ?? 0, 1, 0);
  });
  const crew = createSharedCrew({
    ...{ f32: new Float32Array(buffer), workers: 1, spawn, members: [member], tell: { worker() {}, degraded() {} } },
    ...{ start: { ...madeUpStart, squads: squadsNamed('squad-0'), parts: [], board: 0 }, places: [] },
  });
  const jobs = [madeUpJob(member), madeUpJob(madeUpMember('guest-1', () => looks++))];
  await crew.run(madeUpPicture, jobs, 2, Number.POSITIVE_INFINITY);
  expect(taken).toBe(-1);
  expect([looks, ...jobs.map(({ done }) => done)]).toEqual([1, true, true]);
});
