// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository, whatever folder a script was started in. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the repository with this process's output; ends this process with the program's code if it fails. */
export async function run(program: string, args: readonly string[]): Promise<void> {
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? (signal ? 1 : 0)));
  });
  if (code !== 0) process.exit(code);
}
