// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pictureReader } from '../../../cli/mcp/pictures.ts';

const SAMPLE = new URL('../../../samples/waving.jpg', import.meta.url);
let base: string;
let read: ReturnType<typeof pictureReader>;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  const root = await mkdtemp(join(base, 'root-'));
  await copyFile(SAMPLE, join(root, 'in.jpg'));
  await copyFile(SAMPLE, join(base, 'out.jpg'));
  await symlink(join(base, 'out.jpg'), join(root, 'link.jpg'));
  read = pictureReader(root);
});
afterAll(() => rm(base, { recursive: true }));

test('a file below the folder and a data URL are the same picture', async () => {
  const file = await read('in.jpg');
  const url = `data:image/jpeg;base64,${(await readFile(SAMPLE)).toString('base64')}`;
  const same = await read(url);
  expect([same.width, same.height]).toEqual([file.width, file.height]);
  // Not by `toEqual`, which takes ten seconds for a million numbers.
  expect(Buffer.compare(Buffer.from(same.data), Buffer.from(file.data))).toBe(0);
  expect(file.data).toHaveLength(file.width * file.height * 4);
});

test.each(['../out.jpg', 'link.jpg', '/etc/passwd'])('%s, which lies outside, is refused', async (name) => {
  const refused = { code: 'bad-option', message: expect.stringMatching(/lies outside .*, expected a file below it/) };
  await expect(read(name)).rejects.toMatchObject(refused);
});

test.each([
  ['no.jpg', /^"no.jpg" does not exist; expected a JPEG/],
  ['data:image/png;base64,AAAA', /cannot be decoded/],
  ['data:image/png;base64,', /is empty \(0 bytes\)/],
])('%s is no picture', async (name, message) => {
  await expect(read(name)).rejects.toMatchObject({ code: 'decode-failed', message: expect.stringMatching(message) });
});
