// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { cocoLines, csvLines, jsonLines, type Recording, toBinary, toBvh } from '../../src/record/index.ts';
import { UsageError } from '../args.ts';

export type TextFormat = 'json' | 'csv' | 'bvh' | 'coco';

export type ExportFormat = TextFormat | 'binary';

/** Which ending of a file's name asks for which format. */
const ENDINGS: readonly (readonly [ending: string, format: ExportFormat])[] = [
  ['.coco.json', 'coco'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.bvh', 'bvh'],
  ['.pswr', 'binary'],
];

export const EXPORT_ENDINGS = ENDINGS.map(([ending]) => ending).join(' ');

/** The format that a file's name asks for. Throws UsageError. */
export function exportFormat(path: string): ExportFormat {
  const found = ENDINGS.find(([ending]) => path.toLowerCase().endsWith(ending));
  if (found) return found[1];
  throw new UsageError(`--export is "${path}"; expected a name that ends in one of ${EXPORT_ENDINGS}.`);
}

/**
 * A recording in a format of text, line by line: of hours it is longer than a string can be.
 *
 * Throws PoseError 'bad-option' for BVH of people who are not known in space.
 */
export function linesOf(format: TextFormat, recording: Recording): Iterable<string> {
  switch (format) {
    case 'json':
      return jsonLines(recording);
    case 'csv':
      return csvLines(recording);
    case 'bvh':
      // One person's: even of a day it is short enough.
      return toBvh(recording).trimEnd().split('\n');
    case 'coco':
      return cocoLines(recording);
  }
}

/** Writes a recording to a file. Throws what `linesOf` and `toBinary` throw, and what the file system says. */
export async function writeExport(path: string, format: ExportFormat, recording: Recording): Promise<void> {
  await writeFile(path, format === 'binary' ? toBinary(recording) : blocks(linesOf(format, recording)));
}

/** So many characters go to the file at once. */
const BLOCK = 1 << 20;

function* blocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}
