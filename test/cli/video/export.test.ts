// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { UsageError } from '../../../cli/args.ts';
import { exportFormat, textOf } from '../../../cli/video/export.ts';
import { standing } from '../../support/figures.ts';

const recording = { file: 'a.mp4', fps: 10, frames: [{ timeMs: 0, poses: [{ ...standing({ x: 100 }), id: 1 }] }] };

test('the ending of a name says which format', () => {
  expect(['a.json', 'b.CSV', 'c.bvh', 'd.coco.json'].map(exportFormat)).toEqual(['json', 'csv', 'bvh', 'coco']);
  expect(() => exportFormat('poses.txt')).toThrow(UsageError);
});

test('every format is written', () => {
  expect(JSON.parse(textOf('json', recording))).toMatchObject({
    file: 'a.mp4',
    frames: [{ index: 0, poses: [{ id: 1 }] }],
  });
  expect(JSON.parse(textOf('coco', recording))).toMatchObject([{ image_id: 0, track_id: 1 }]);
  expect(textOf('csv', recording).trim().split('\n').length).toBeGreaterThan(1);
  expect(() => textOf('bvh', recording)).toThrow(/keypoints3D/);
});
