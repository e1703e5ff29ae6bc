// SPDX-License-Identifier: Apache-2.0
// Where a run writes is looked at before its hours of work, not after them.
import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../args.ts';

/** A file that a run writes, and the option that names it. */
export interface Output {
  readonly option: string;
  readonly path: string;
}

/**
 * Throws UsageError when a file cannot be written where it is said to be, is the video itself, or is written twice: under
 * whatever name, for links are followed.
 */
export async function checkOutputs(video: string, outputs: readonly Output[]): Promise<void> {
  const source = await identityOf(video);
  const taken = new Map<string, string>();
  for (const { option, path } of outputs) {
    await checkPlace(option, path);
    const identity = await identityOf(path);
    if (identity === source) {
      throw new UsageError(`${option} would write over "${path}", which is the video; expected another file.`);
    }
    const other = taken.get(identity);
    if (other !== undefined)
      throw new UsageError(`${other} and ${option} would both write "${path}"; expected two files.`);
    taken.set(identity, option);
  }
}

/** The name of the video that is rendered, which tells ffmpeg how to pack it. Throws UsageError. */
export function renderPath(path: string): string {
  if (/\.(mp4|m4v|mov|mkv)$/i.test(path)) return path;
  throw new UsageError(`--render is "${path}"; expected a name that ends in .mp4 (or .m4v, .mov, .mkv).`);
}

async function checkPlace(option: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() || /[/\\]$/.test(path)) {
    throw new UsageError(`${option} is "${path}", which is a folder; expected a file.`);
  }
  if (path === '') throw new UsageError(`${option} is ""; expected the name of a file.`);
  const folder = dirname(path);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(`${option} is "${path}", but "${folder}" is no folder; expected one that is there.`);
  }
  await access(found ? path : folder, constants.W_OK).catch(() => {
    throw new UsageError(`${option} is "${path}", which may not be written; expected a file that may be.`);
  });
}

/** The same for two names of one file; of a file that is not there, its name in its true folder. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found) return `${found.dev} ${found.ino}`;
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  return join(folder, basename(path));
}
