// SPDX-License-Identifier: Apache-2.0
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/args.ts';
import { checkOutputs, renderPath } from '../../../cli/video/outputs.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const refusal = (sentence: string) =>
  expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(sentence) });
const outputs = (...paths: readonly string[]) =>
  paths.map((path, i) => ({ option: ['--out', '--render'][i] ?? '', path }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await mkdir(at('sub'));
  await writeFile(at('a.mp4'), 'video');
  await symlink(at('a.mp4'), at('linked.mp4'));
  await link(at('a.mp4'), at('sub/hard.mp4'));
  await symlink(at('sub'), at('other'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('what a run writes', () => {
  test('may be new, and may be there already', async () => {
    await writeFile(at('old.json'), '{}');
    await checkOutputs(at('a.mp4'), outputs(at('old.json'), at('new.mp4')));
    await checkOutputs(at('missing.mp4'), outputs(at('new.json')));
  });

  test.each(['a.mp4', 'sub/../a.mp4', 'linked.mp4', 'sub/hard.mp4'])('is not the video: %s', async (name) => {
    await expect(checkOutputs(at('a.mp4'), outputs(at(name)))).rejects.toEqual(refusal('which is the video'));
    const here = relative(process.cwd(), at('a.mp4'));
    await expect(checkOutputs(here, outputs(at(name)))).rejects.toEqual(refusal('--out would write over'));
  });

  test.each([
    ['new.json', 'new.json'],
    ['sub/new.json', 'other/new.json'],
    ['sub/new.json', 'sub/../sub/new.json'],
  ])('is not written twice: %s and %s', async (one, other) => {
    const both = outputs(at(one), at(other));
    await expect(checkOutputs(at('a.mp4'), both)).rejects.toEqual(refusal('--out and --render would both write'));
  });

  test('is no folder, and lies in one that is there', async () => {
    await expect(checkOutputs(at('a.mp4'), outputs(at('sub')))).rejects.toEqual(refusal('which is a folder'));
    await expect(checkOutputs(at('a.mp4'), outputs(at('new/')))).rejects.toEqual(refusal('which is a folder'));
    await expect(checkOutputs(at('a.mp4'), outputs(at('no/such.json')))).rejects.toEqual(refusal('is no folder'));
    await expect(checkOutputs(at('a.mp4'), outputs(at('a.mp4/x')))).rejects.toEqual(refusal('is no folder'));
    await expect(checkOutputs(at('a.mp4'), outputs(''))).rejects.toEqual(refusal('expected the name of a file'));
  });

  test('a video is packed as its name says', () => {
    expect(renderPath('a/b.MP4')).toBe('a/b.MP4');
    expect(() => renderPath('b.txt')).toThrow(UsageError);
  });
});
