// SPDX-License-Identifier: Apache-2.0
import { type Recording, toBvh, toCsv, toJson } from 'poseswarm/record';

export const FORMATS = ['json', 'csv', 'bvh', 'webm'] as const;
export type Format = (typeof FORMATS)[number];

const TYPES: Readonly<Record<Exclude<Format, 'webm'>, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  bvh: 'text/plain',
};

export function encode(recording: Recording, format: Exclude<Format, 'webm'>): Blob {
  const write = { json: toJson, csv: toCsv, bvh: toBvh }[format];
  return new Blob([write(recording)], { type: TYPES[format] });
}

/** Hands a file to the user. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A file's name from what was recorded: `walking.json`. */
export function fileName(title: string, ending: string): string {
  const word = title
    .toLowerCase()
    .replace(/\.[a-z0-9]+$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${word || 'poses'}.${ending}`;
}
