// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { SLOW_MS, spawnCommand, startCommand } from '../support/command.ts';

describe('the process', { timeout: SLOW_MS }, () => {
  it('exits with 0 after help and with 2 after wrong usage', async () => {
    const help = await spawnCommand('--help');
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toMatch(/^poseswarm: .+\n/);
    const wrong = await spawnCommand('fly');
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toMatch(/"fly" is no command; expected detect/);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = startCommand(['--help']);
    child.stdout?.destroy();
    const errors: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (part: string) => errors.push(part));
    const code = await new Promise((done) => {
      child.on('close', done);
    });
    expect([code, errors.join('')]).toEqual([0, '']);
  });

  it('goes on when nobody reads its notes', async () => {
    const child = startCommand(['detect', 'missing.jpg', 'samples/astronaut.jpg']);
    child.stderr?.destroy();
    const out: string[] = [];
    child.stdout?.setEncoding('utf8').on('data', (part: string) => out.push(part));
    const code = await new Promise((done) => {
      child.on('close', done);
    });
    expect([code, out.join('')]).toEqual([1, expect.stringMatching(/^\{"file":"samples.astronaut.jpg".*\}\n$/)]);
  });
});
