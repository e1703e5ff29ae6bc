// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkScript, createSpawner, spareCores } from '../../../src/runtime/workers/spawn.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('the script of workers', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'poseswarm-spawn-')), 'any script.mjs');
  await writeFile(
    file,
    "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'failed', message: 'heard' });",
  );

  test.each([
    ['its address', pathToFileURL(file)],
    ['its address as a text', pathToFileURL(file).href],
    ['a path', file],
    ['a path from the working folder', relative(process.cwd(), file)],
  ])('may be given in Node as %s', async (_, url) => {
    checkScript(url);
    const spawn = createSpawner(url);
    if (typeof spawn === 'string') throw new Error(spawn);
    const heard = await new Promise((message, gone) => spawn({ message, gone }));
    expect(heard).toEqual({ kind: 'failed', message: 'heard' });
  });

  test.each([
    ['http://[', /^workerUrl is "http:\/\/\[", expected the address of the workers' script/],
    [42, /^workerUrl is 42, expected/],
    ['', /^workerUrl is "", expected/],
    [{}, /^workerUrl is \[object Object\], expected/],
  ])('is refused when it can be none: %j', (url, message) => {
    const slip = url as string; // what plain JavaScript may pass
    expect(() => checkScript(slip)).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) }),
    );
  });

  test('is refused in Node when it is no file', () => {
    const message = 'workerUrl is "https://elsewhere.example/worker.js", expected a file in Node';
    expect(() => createSpawner('https://elsewhere.example/worker.js')).toThrow(
      expect.objectContaining({ code: 'bad-option', message }),
    );
  });

  test('is none where there are neither workers of a page nor of Node', () => {
    vi.stubGlobal('process', undefined);
    expect(createSpawner(undefined)).toBe('this runtime has neither Worker nor node:worker_threads');
  });

  test.each(['./worker.js', '/worker.js', '//elsewhere.example/worker.js', 'https://elsewhere.example/worker.js'])(
    'of a page may be %s',
    (url) => checkScript(url),
  );
});

describe('spare processor cores', () => {
  test('are those of the machine but one, at most three', () => {
    expect(spareCores()).toBe(Math.min(3, availableParallelism() - 1));
  });

  test.each([
    [1, 0],
    [2, 1],
    [16, 3],
  ])('of a browser that says %i are %i', (hardwareConcurrency, spare) => {
    vi.stubGlobal('navigator', { hardwareConcurrency });
    expect(spareCores()).toBe(spare);
  });
});
