// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openJournal } from '../../../cli/video/journal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
});
afterAll(() => rm(folder, { recursive: true }));

const notes: string[] = [];
const io = { note: (line: string) => void notes.push(line) };
beforeEach(() => void notes.splice(0));

/** A journal of `count` frames, closed. */
async function leave(path: string, head: object, count: number): Promise<void> {
  const journal = await openJournal(path, head, io);
  for (let i = 0; i < count; i++) await journal.add(frame(i));
  await journal.close();
}

const frame = (index: number) => ({ index, timeMs: index * 100, poses: [] });

test('a journal is taken up where it ends, a torn last line forgotten', async () => {
  const path = join(folder, 'a.part');
  const first = await openJournal(path, { file: 'a' }, io);
  expect(first.frames).toEqual([]);
  for (const i of [0, 1, 2]) await first.add(frame(i));
  await first.close();
  await appendFile(path, '{"index":3,"timeM');
  const second = await openJournal(path, { file: 'a' }, io);
  expect(second.frames).toEqual([frame(0), frame(1), frame(2)]);
  await second.add(frame(3));
  await second.close();
  const third = await openJournal(path, { file: 'a' }, io);
  expect(third.frames).toHaveLength(4);
  await third.remove();
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

test('a journal of other work is set aside, and said to be', async () => {
  const path = join(folder, 'b.part');
  for (const maxPoses of [1, 2, 3]) await leave(path, { file: 'a', options: { maxPoses } }, maxPoses);
  expect(notes).toEqual([`${path}.old`, `${path}.old2`].map((name) => expect.stringContaining(`kept as ${name}`)));
  const lines = async (name: string) => (await readFile(name, 'utf8')).trim().split('\n').length;
  expect(await Promise.all([`${path}.old`, `${path}.old2`, path].map(lines))).toEqual([2, 3, 4]);
});

test('a journal of other work without a frame is worth nothing', async () => {
  const path = join(folder, 'c.part');
  await leave(path, { file: 'a' }, 0);
  await leave(path, { file: 'b' }, 1);
  expect([notes, await readFile(path, 'utf8')]).toEqual([[], expect.stringMatching(/^\{"file":"b"\}\n\{/)]);
  await expect(stat(`${path}.old`)).rejects.toThrow('ENOENT');
});

test.each(['{"index":1,"ti\u0000\u0000', '{"index":7,"timeMs":100,"poses":[]}', '12'])(
  'what comes before a damaged line is taken up: %j',
  async (damaged) => {
    const path = join(folder, 'd.part');
    await writeFile(path, '');
    await leave(path, { file: 'ä' }, 3);
    const [head, first, , third] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [head, first, damaged, third, ''].join('\n'));
    const journal = await openJournal(path, { file: 'ä' }, io);
    expect(journal.frames).toEqual([frame(0)]);
    expect(notes).toEqual([expect.stringContaining(`line 3 of ${path} is damaged`)]);
    await journal.add(frame(1));
    await journal.close();
    expect(await readFile(path, 'utf8')).toBe([head, first, JSON.stringify(frame(1)), ''].join('\n'));
  },
);

test('a journal may be of any length, its lines too', async () => {
  const path = join(folder, 'e.part');
  const file = 'é'.repeat(100_000);
  await leave(path, { file }, 3000);
  const journal = await openJournal(path, { file }, io);
  expect(journal.frames).toHaveLength(3000);
  await journal.close();
});

test('a journal that cannot be read is left alone', async () => {
  // A folder can be opened, but not read.
  await expect(openJournal(folder, {}, io)).rejects.toThrow('EISDIR');
});

test('a journal that cannot be written says so', async () => {
  await expect(openJournal(join(folder, 'no/such/folder.part'), {}, io)).rejects.toThrow('ENOENT');
});
