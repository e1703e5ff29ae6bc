// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../cli/args.ts';
import { exportFormat, linesOf, type TextFormat, writeExport } from '../../../cli/video/export.ts';
import { fromBinary, toCsv } from '../../../src/record/index.ts';
import { standing } from '../../support/figures.ts';

const recording = { file: 'a.mp4', fps: 10, frames: [{ timeMs: 0, poses: [{ ...standing({ x: 100 }), id: 1 }] }] };

test('the ending of a name says which format', () => {
  expect(['a.json', 'b.CSV', 'c.bvh', 'd.coco.json', 'e.pswr'].map(exportFormat)).toEqual([
    ...['json', 'csv', 'bvh', 'coco', 'binary'],
  ]);
  expect(() => exportFormat('poses.txt')).toThrow(UsageError);
});

const text = (format: TextFormat): string => [...linesOf(format, recording)].join('\n');

test('every format is written', () => {
  expect(JSON.parse(text('json'))).toMatchObject({ file: 'a.mp4', frames: [{ index: 0, poses: [{ id: 1 }] }] });
  expect(JSON.parse(text('coco'))).toMatchObject([{ image_id: 0, track_id: 1 }]);
  expect([...linesOf('csv', recording)]).toHaveLength(2);
  expect(() => linesOf('bvh', recording)).toThrow(/keypoints3D/);
});

test('a file holds whole lines, however many there are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  const path = join(folder, 'long.csv');
  const long = { frames: Array.from({ length: 5000 }, (_, i) => ({ ...recording.frames[0]!, timeMs: i })) };
  await writeExport(path, 'csv', long);
  expect(await readFile(path, 'utf8')).toBe(toCsv(long));
  await writeExport(join(folder, 'long.pswr'), 'binary', long);
  expect(fromBinary(await readFile(join(folder, 'long.pswr'))).frames).toHaveLength(5000);
  await expect(writeExport(folder, 'csv', long)).rejects.toThrow('EISDIR');
  await rm(folder, { recursive: true });
});
