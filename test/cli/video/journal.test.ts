// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournal } from '../../../cli/video/journal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
});
afterAll(() => rm(folder, { recursive: true }));

const frame = (index: number) => ({ index, timeMs: index * 100, poses: [] });

test('a journal is taken up where it ends, a torn last line forgotten', async () => {
  const path = join(folder, 'a.part');
  const first = await openJournal(path, { file: 'a' });
  expect(first.frames).toEqual([]);
  for (const i of [0, 1, 2]) await first.add(frame(i));
  await first.close();
  await appendFile(path, '{"index":3,"timeM');
  const second = await openJournal(path, { file: 'a' });
  expect(second.frames).toEqual([frame(0), frame(1), frame(2)]);
  await second.add(frame(3));
  await second.close();
  const third = await openJournal(path, { file: 'a' });
  expect(third.frames).toHaveLength(4);
  await third.remove();
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

test('a journal of other work begins anew', async () => {
  const path = join(folder, 'b.part');
  const first = await openJournal(path, { file: 'a', options: { maxPoses: 1 } });
  await first.add(frame(0));
  await first.close();
  const other = await openJournal(path, { file: 'a', options: { maxPoses: 2 } });
  expect(other.frames).toEqual([]);
  await other.close();
});

test('a journal that cannot be written says so', async () => {
  await expect(openJournal(join(folder, 'no/such/folder.part'), {})).rejects.toThrow('ENOENT');
});
