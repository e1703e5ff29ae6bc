// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, SLOW_MS } from '../support/command.ts';
import { panOver } from '../support/videos.ts';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
let base: string;
let inputs: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  inputs = join(base, 'in');
  await mkdir(join(inputs, 'deep'), { recursive: true });
  await copyFile(join(SAMPLES, 'waving.jpg'), join(inputs, 'waving.jpg'));
  await copyFile(join(SAMPLES, 'street.jpg'), join(inputs, 'deep', 'street.jpg'));
  await panOver(join(SAMPLES, 'waving.jpg'), join(inputs, 'pan.avi'), { width: 160, height: 120, fps: 10, frames: 5 });
});
afterAll(() => rm(base, { recursive: true }));

const read = async (...path: readonly string[]) => JSON.parse(await readFile(join(...path), 'utf8'));

describe('poseswarm batch', { timeout: SLOW_MS }, () => {
  it('writes what detect and video write, for every file below a folder, and only once', async () => {
    const out = join(base, 'out');
    const { code, out: told } = await runCommand('batch', inputs, '--out', out, '--json');
    expect([code, JSON.parse(told)]).toEqual([0, { done: 3, before: 0, failed: 0 }]);
    expect((await readdir(out, { recursive: true })).sort()).toEqual(
      ['deep', join('deep', 'street.jpg.json'), 'pan.avi.json', 'waving.jpg.json'].sort(),
    );
    const street = await read(out, 'deep', 'street.jpg.json');
    const detected = JSON.parse((await runCommand('detect', join(inputs, 'deep', 'street.jpg'))).out);
    expect({ ...street, ms: 0 }).toEqual({ ...detected, ms: 0 });
    expect((await read(out, 'pan.avi.json')).frames).toHaveLength(5);

    const again = await runCommand('batch', inputs, '--out', out);
    expect(again.out).toBe('0 done, 3 were done before, 0 failed');
    const later = new Date(Date.now() + 60_000);
    await utimes(join(inputs, 'waving.jpg'), later, later);
    expect((await runCommand('batch', inputs, '--out', out)).out).toBe('1 done, 2 were done before, 0 failed');
    expect((await runCommand('batch', join(inputs, 'deep'), '--out', join(out, 'deep'), '--again')).out).toBe(
      '1 done, 0 were done before, 0 failed',
    );
  });

  it('names what fails, does the others, and tries it again the next time', async () => {
    const [broken, out] = [join(base, 'broken.jpg'), join(base, 'more')];
    await writeFile(broken, 'no picture');
    const args = ['batch', broken, join(SAMPLES, 'waving.jpg'), join(base, 'missing'), '--out', out];
    const first = await runCommand(...args);
    expect([first.code, first.out]).toEqual([1, '1 done, 0 were done before, 2 failed']);
    expect(first.err).toMatch(/broken\.jpg: The file \(10 bytes\) cannot be decoded/);
    expect(first.err).toMatch(/missing does not exist; expected a picture, a video or a folder of pictures or videos/);
    expect(await readdir(out)).toEqual(['waving.jpg.json']);
    expect((await runCommand(...args)).out).toBe('0 done, 1 were done before, 2 failed');
  });

  it('options reach pictures and videos', async () => {
    const out = join(base, 'nobody');
    await runCommand('batch', inputs, '--out', out, '--min-score', '1');
    expect((await read(out, 'waving.jpg.json')).poses).toEqual([]);
    const { frames } = await read(out, 'pan.avi.json');
    expect(frames.map(({ poses }: { poses: unknown[] }) => poses)).toEqual(Array(5).fill([]));
  });

  it('refuses two files of one result, and an --out that is none', async () => {
    const out = join(base, 'twice');
    await copyFile(join(SAMPLES, 'park.jpg'), join(base, 'waving.jpg'));
    const twice = await runCommand('batch', join(inputs, 'waving.jpg'), join(base, 'waving.jpg'), '--out', out);
    expect(twice.code).toBe(2);
    expect(twice.err).toMatch(/would both write ".*waving\.jpg\.json"; expected a run for each/);
    expect((await runCommand('batch', inputs)).err).toContain('--out is missing; it is required.');
    expect((await runCommand('batch', '--out', out)).err).toContain('Nothing was named; expected');
    const file = await runCommand('batch', inputs, '--out', join(inputs, 'waving.jpg'));
    expect(file.err).toMatch(/--out is ".*waving\.jpg", which is no folder/);
  });
});
