// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPictures } from '../../../cli/images/list.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await mkdir(join(folder, 'deep'));
  await mkdir(join(folder, 'none'));
  for (const name of ['b.JPG', 'a.webp', 'notes.txt', join('deep', 'c.png'), join('none', 'd.gif')]) {
    await writeFile(join(folder, name), '');
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('lists of pictures', () => {
  it('hold the pictures of a folder and the folders below it, by name', async () => {
    const { files, problems } = await listPictures([folder]);
    expect(files).toEqual(['a.webp', 'b.JPG', join('deep', 'c.png')].map((name) => join(folder, name)));
    expect(problems).toEqual([]);
  });

  it('take a named file whatever it is called', async () => {
    const named = join(folder, 'notes.txt');
    expect(await listPictures([named, named])).toEqual({ files: [named, named], problems: [] });
  });

  it('tell what holds no pictures', async () => {
    const { files, problems } = await listPictures([join(folder, 'none'), join(folder, 'missing.png')]);
    expect(files).toEqual([]);
    expect(problems[0]).toMatch(/none has no pictures in it; expected/);
    expect(problems[1]).toMatch(/missing\.png does not exist; expected/);
  });
});
