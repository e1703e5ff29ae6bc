// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../../cli/run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starting a process from its sources takes a second, or many on a busy machine. */
export const SLOW_MS = 120_000;

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as a process of its own, from its sources. */
export function startCommand(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...argv], { cwd: ROOT, stdio: 'pipe' });
}

/** Runs the command as a process of its own until it ends. */
export function spawnCommand(...argv: readonly string[]): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = startCommand(argv);
    const text = { out: '', err: '' };
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text.out += part;
    });
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      text.err += part;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...text }));
  });
}

/** Runs the command in this process: the same but for the exit. */
export async function runCommand(...argv: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, { out: (line) => out.push(line), note: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
