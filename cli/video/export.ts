// SPDX-License-Identifier: Apache-2.0
import { type Recording, toBvh, toCocoResults, toCsv, toJson } from '../../src/record/index.ts';
import { UsageError } from '../args.ts';

export type ExportFormat = 'json' | 'csv' | 'bvh' | 'coco';

/** Which ending of a file's name asks for which format. */
const ENDINGS: readonly (readonly [ending: string, format: ExportFormat])[] = [
  ['.coco.json', 'coco'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.bvh', 'bvh'],
];

export const EXPORT_ENDINGS = ENDINGS.map(([ending]) => ending).join(' ');

/** The format that a file's name asks for. Throws UsageError. */
export function exportFormat(path: string): ExportFormat {
  const found = ENDINGS.find(([ending]) => path.toLowerCase().endsWith(ending));
  if (found) return found[1];
  throw new UsageError(`--export is "${path}"; expected a name that ends in one of ${EXPORT_ENDINGS}.`);
}

/** A recording in a format. Throws PoseError 'bad-option' for BVH of people who are not known in space. */
export function textOf(format: ExportFormat, recording: Recording): string {
  switch (format) {
    case 'json':
      return toJson(recording);
    case 'csv':
      return toCsv(recording);
    case 'bvh':
      return toBvh(recording);
    case 'coco':
      return toCocoResults(recording);
  }
}
