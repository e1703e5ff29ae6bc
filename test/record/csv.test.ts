// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { csvColumns, csvLines, toCsv } from '../../src/record/csv.ts';
import { poseOf, stickBody } from '../support/bodies.ts';

const { keypoints3D, ...flat } = poseOf(stickBody());
const deep = { ...flat, id: 4, keypoints3D: keypoints3D ?? [] };

/** Rows as records by column name. */
function read(text: string): Record<string, string>[] {
  const [head = '', ...rows] = text.trimEnd().split('\n');
  const names = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i], cell])));
}

test('a row a person a frame, under the documented columns', () => {
  const text = toCsv({
    frames: [
      { timeMs: 0, poses: [flat, { ...flat, id: 2 }] },
      { timeMs: 20, poses: [] },
      { timeMs: 40.12345, poses: [flat], index: 9 },
    ],
  });
  expect(text.split('\n')[0]).toBe(csvColumns(false).join(','));
  expect(csvColumns(false)).toHaveLength(8 + 17 * 3 + 1);
  const rows = read(text);
  expect(rows.map(({ frame, time_ms, id }) => [frame, time_ms, id])).toEqual([
    ['0', '0', ''],
    ['0', '0', '2'],
    ['9', '40.123', ''],
  ]);
  expect(rows[0]).toMatchObject({
    score: '0.9',
    width: '108',
    left_shoulder_x: '374',
    left_shoulder_y: '90',
    left_shoulder_score: '1',
    right_ankle_x: '290',
  });
});

test('columns of space are there when somebody has it, and empty for those who have not', () => {
  const rows = read(toCsv({ frames: [{ timeMs: 0, poses: [deep, flat] }] }));
  expect(Object.keys(rows[0]!)).toEqual(csvColumns(true));
  expect(rows[0]).toMatchObject({ left_shoulder_x_m: '0.18', left_shoulder_y_m: '-0.5', left_shoulder_z_m: '0' });
  expect(rows[1]).toMatchObject({ left_shoulder_x_m: '', nose_z_m: '' });
});

test('nobody at all leaves the columns', () => {
  expect(toCsv({ frames: [] })).toBe(`${csvColumns(false).join(',')}\n`);
});

test('line by line it is the same', () => {
  const recording = { frames: [{ timeMs: 0, poses: [deep, flat] }] };
  expect(`${[...csvLines(recording)].join('\n')}\n`).toBe(toCsv(recording));
});

test('the last column tells people from what may be a thing', () => {
  const poses = [flat, { ...deep, confirmed: true }, { ...flat, confirmed: false }];
  expect(csvColumns(true).at(-1)).toBe('confirmed');
  expect(read(toCsv({ frames: [{ timeMs: 0, poses }] })).map(({ confirmed }) => confirmed)).toEqual([
    '',
    'true',
    'false',
  ]);
});
