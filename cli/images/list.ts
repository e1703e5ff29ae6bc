// SPDX-License-Identifier: Apache-2.0
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { sentence } from '../io.ts';

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** The pictures meant by the arguments, and the arguments that mean none (with the reason). */
export interface PictureList {
  readonly files: readonly string[];
  readonly problems: readonly string[];
}

/** A file is taken as it is; of a folder, all JPEG, PNG and WebP files in it and below it, by name. */
export async function listPictures(paths: readonly string[]): Promise<PictureList> {
  const files: string[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) problems.push(`${path} does not exist; expected a picture or a folder of pictures.`);
    else if (!found.isDirectory()) files.push(path);
    else {
      const inside = await picturesIn(path).catch((error: unknown) => {
        problems.push(`${path} cannot be listed: ${sentence(error)}; expected a folder that may be read.`);
      });
      if (inside?.length === 0)
        problems.push(`${path} has no pictures in it; expected .jpg, .jpeg, .png or .webp files.`);
      files.push(...(inside ?? []));
    }
  }
  return { files, problems };
}

async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => EXTENSIONS.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(folder, name));
}
