// SPDX-License-Identifier: Apache-2.0
// What workers are sent that have a memory of their own.
import { describe, expect, test } from 'vitest';
import type { Member } from '../../../src/runtime/members.ts';
import { createCopyingCrew } from '../../../src/runtime/workers/copying-crew.ts';
import {
  madeUpJob,
  madeUpMember,
  madeUpPicture,
  madeUpStart,
  madeUpWorkers,
  squadsNamed,
} from '../../support/made-up-squads.ts';

function open(members: readonly Member[]) {
  const { spawn, said, hear } = madeUpWorkers();
  const bytes = new Uint8Array([1]);
  const crew = createCopyingCrew({
    ...{ f32: new Float32Array(1024), workers: 1, spawn, members, tell: { worker() {}, degraded() {} } },
    start: { ...madeUpStart, squads: squadsNamed('squad-0', 'squad-1'), base: 0, scratch: 0, board: 0, votes: 0 },
    bytes: () => [{ start: 0, bytes: bytes.slice() }],
  });
  const kinds = () => said.map(({ kind }) => kind);
  return { crew, bytes, said, hear, kinds };
}

const members = [madeUpMember('squad-0'), madeUpMember('squad-1')];

describe('bytes of squads', () => {
  test('are sent once when nothing changes while a worker starts', () => {
    const { hear, kinds } = open(members);
    hear({ kind: 'listening' });
    hear({ kind: 'ready' });
    expect(kinds()).toEqual(['start']);
  });

  test('that change while a worker starts are sent as soon as it is ready', () => {
    const { crew, bytes, said, hear, kinds } = open(members);
    hear({ kind: 'listening' });
    bytes[0] = 2;
    crew.refresh();
    expect(kinds()).toEqual(['start']);
    hear({ kind: 'ready' });
    expect(said.map((message) => ('parts' in message ? message.parts[0]?.bytes[0] : undefined))).toEqual([1, 2]);
    expect(kinds()).toEqual(['start', 'parts']);
  });
});

test('a guest who left after they were asked is not sent away: no worker knows them', async () => {
  let looks = 0;
  const { crew, said, hear } = open(members);
  hear({ kind: 'listening' });
  hear({ kind: 'ready' });
  const jobs = [members[0]!, members[1]!, madeUpMember('guest-1', () => looks++)].map(madeUpJob);
  // The second of three jobs would be the worker's, and the guest's is the second here.
  await crew.run(madeUpPicture, [jobs[0]!, jobs[2]!], 2, Number.POSITIVE_INFINITY);
  expect(said.some(({ kind }) => kind === 'work')).toBe(false);
  expect([looks, jobs[2]?.done]).toEqual([1, true]);
  await crew.run(madeUpPicture, [jobs[0]!, jobs[1]!], 2, Number.POSITIVE_INFINITY);
  expect(said.at(-1)).toMatchObject({ kind: 'work', jobs: [{ job: 1, squad: 1 }] });
});
