// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { cocoLines, toCocoResults } from '../../src/record/coco.ts';
import { poseOf, stickBody } from '../support/bodies.ts';

const pose = poseOf(stickBody(), { score: 0.5 });
const FRAMES = [
  { timeMs: 0, poses: [pose] },
  { timeMs: 40, poses: [], index: 5 },
  { timeMs: 80, poses: [{ ...pose, id: 3 }, pose], index: 8 },
];

test('every pose is an entry of COCO’s results format', () => {
  const results = JSON.parse(toCocoResults({ frames: FRAMES }));
  expect(results.map((entry: { image_id: number }) => entry.image_id)).toEqual([0, 8, 8]);
  expect(results[0]).toMatchObject({ category_id: 1, score: 0.5 });
  expect(results[0].keypoints).toHaveLength(51);
  expect(results[0].keypoints.slice(15, 18)).toEqual([374, 90, 1]);
  expect(results[0].bbox).toEqual([266, 24, 108, 462]);
  expect(results[0].track_id).toBeUndefined();
  expect(results[1].track_id).toBe(3);
});

test('pictures have the numbers that the caller gives them', () => {
  const results = JSON.parse(toCocoResults({ frames: FRAMES }, (frame, place) => 1000 * place + frame.timeMs));
  expect(results.map((entry: { image_id: number }) => entry.image_id)).toEqual([0, 2080, 2080]);
});

test('no poses are an empty list', () => {
  expect(JSON.parse(toCocoResults({ frames: [] }))).toEqual([]);
});

test('an entry is a line', () => {
  expect([...cocoLines({ frames: FRAMES })].map((line) => line.at(-1))).toEqual([',', ',', ']']);
  expect(`${[...cocoLines({ frames: FRAMES })].join('\n')}\n`).toBe(toCocoResults({ frames: FRAMES }));
  expect([...cocoLines({ frames: [] })]).toEqual(['[]']);
});
