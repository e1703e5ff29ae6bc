// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../cli/package-root.ts';
import { runCommand } from '../support/command.ts';

const COMMANDS = ['detect', 'video', 'eval', 'inspect', 'bench', 'serve'];

describe('command line', () => {
  it('prints help on stdout when asked, on stderr when nothing was said', async () => {
    const asked = await runCommand('--help');
    const silent = await runCommand();
    expect([asked.code, asked.err]).toEqual([0, '']);
    expect([silent.code, silent.out]).toEqual([2, '']);
    for (const name of COMMANDS) expect(asked.out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(silent.err).toBe(asked.out);
  });

  it.each(COMMANDS)('explains %s', async (name) => {
    const { code, out, err } = await runCommand(name, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: poseswarm ${name}`);
    expect(await runCommand(name, '-h')).toEqual({ code, out, err });
  });

  it('tells its version', async () => {
    expect((await runCommand('--version')).out).toBe(packageVersion());
    expect(JSON.parse((await runCommand('--version', '--json')).out)).toEqual({ version: packageVersion() });
  });

  it.each([
    [['fly'], '"fly" is no command; expected detect, video, batch, eval'],
    [['detect'], 'No picture was named; expected'],
    [['detect', 'a.jpg', '--max-poses', 'many'], '--max-poses is "many"; expected a whole number'],
    [['detect', 'a.jpg', '--tier', 'gpu'], '--tier is "gpu"; expected auto'],
    [['detect', '--picture', 'a.jpg'], '--picture'],
    [['eval', '--images', 'x'], '--annotations is missing'],
    [['eval', '--images', 'x', '--annotations', 'y', '--boxes', 'all'], '--boxes is "all"; expected gt or scouts.'],
    [['inspect', 'more'], 'more'],
    [['bench', '--images', 'x'], 'Only one of --images and --annotations'],
    [['serve', '--port', '70000'], '--port is "70000"'],
  ])('refuses wrong usage with exit code 2: %j', async (argv, message) => {
    const { code, out, err } = await runCommand(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('--help');
  });

  it('takes --json before the command too', async () => {
    const { code, err } = await runCommand('--json', 'serve', '--root', 'nowhere');
    expect(code).toBe(1);
    expect(err).toContain('nowhere');
  });
});
