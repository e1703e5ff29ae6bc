// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPrecache } from '../../../app/offline/build.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), 'abc');
  await writeFile(join(folder, 'assets', 'a.js'), '');
  await writeFile(join(folder, 'service-worker.js'), 'the worker does not keep itself');
});
afterAll(() => rm(folder, { recursive: true }));

test('every file is listed with its hash, the page as its folder; other files are another version', async () => {
  const first = await listPrecache(folder);
  expect(first.files).toEqual([
    ['./assets/a.js', 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['./', 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='],
  ]);
  expect(await listPrecache(folder)).toEqual(first);
  await writeFile(join(folder, 'assets', 'a.js'), '0');
  expect((await listPrecache(folder)).version).not.toBe(first.version);
});
