// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, SLOW_MS, startCommand } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await writeFile(join(folder, 'index.html'), '<title>page</title>');
});
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm serve', { timeout: SLOW_MS }, () => {
  it('prints its address, serves an isolated page, and ends well when it is told to', async () => {
    const child = startCommand(['serve', '--port', '0', '--root', folder, '--json']);
    const line = await new Promise<string>((done) => {
      child.stdout?.setEncoding('utf8').once('data', done);
    });
    const { url } = JSON.parse(line) as { url: string };
    const response = await fetch(url);
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(await response.text()).toBe('<title>page</title>');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const ended = new Promise((done) => {
      child.once('close', done);
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('listens to this machine alone, and warns of the rest when it is told otherwise', async () => {
    const child = startCommand(['serve', '--port', '0', '--root', folder, '--host', '0.0.0.0']);
    const [url, note] = await Promise.all(
      [child.stdout, child.stderr].map(
        (stream) => new Promise<string>((done) => stream?.setEncoding('utf8').once('data', done)),
      ),
    );
    expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/\n$/);
    expect(note).toMatch(/Other machines can reach it\. .*without https.*neither camera/);
    child.kill('SIGTERM');
  });

  it('says what to do when the page is not built', async () => {
    const { code, out, err } = await runCommand('serve', '--root', join(folder, 'none'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/not built: .*index\.html does not exist; expected it from npm run build\./);
  });
});
