// SPDX-License-Identifier: Apache-2.0
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { sentence } from '../io.ts';

/** Endings of files that are taken from a folder, and what one of them is, and several. */
export interface FileKind {
  readonly one: string;
  readonly several: string;
  readonly endings: readonly string[];
}

export const PICTURES: FileKind = {
  one: 'a picture',
  several: 'pictures',
  endings: ['.jpg', '.jpeg', '.png', '.webp'],
};

/** A file that is meant, and its name below the folder that was named (its own where it was named itself). */
export interface ListedFile {
  readonly path: string;
  readonly below: string;
}

/** The files meant by the arguments, and the arguments that mean none (with the reason). */
export interface FileList {
  readonly files: readonly ListedFile[];
  readonly problems: readonly string[];
}

/** A file is taken as it is; of a folder, all files of a kind in it and below it, by name. */
export async function listFiles(paths: readonly string[], kind: FileKind): Promise<FileList> {
  const files: ListedFile[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    const { one, several, endings } = kind;
    if (found === undefined) problems.push(`${path} does not exist; expected ${one} or a folder of ${several}.`);
    else if (!found.isDirectory()) files.push({ path, below: basename(path) });
    else {
      const inside = await filesIn(path, endings).catch((error: unknown) => {
        problems.push(`${path} cannot be listed: ${sentence(error)}; expected a folder that may be read.`);
      });
      if (inside?.length === 0) problems.push(`${path} has no ${several} in it; expected ${inWords(endings)} files.`);
      files.push(...(inside ?? []).map((below) => ({ path: join(path, below), below })));
    }
  }
  return { files, problems };
}

/** The paths of the pictures that are meant. */
export async function listPictures(
  paths: readonly string[],
): Promise<{ readonly files: readonly string[]; readonly problems: readonly string[] }> {
  const { files, problems } = await listFiles(paths, PICTURES);
  return { files: files.map(({ path }) => path), problems };
}

async function filesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => endings.includes(extname(name).toLowerCase())).sort();
}

function inWords(endings: readonly string[]): string {
  return `${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}`;
}
