// SPDX-License-Identifier: Apache-2.0
import { expect, expectTypeOf, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Keypoint, Pose } from '../../src/pose/pose.ts';

/** The shape that users of tfjs-models' pose-detection already handle (its `types.ts`, without segmentation). */
interface TfjsPose {
  keypoints: { x: number; y: number; z?: number; score?: number; name?: string }[];
  score?: number;
  keypoints3D?: { x: number; y: number; z?: number; score?: number; name?: string }[];
  box?: { yMin: number; xMin: number; yMax: number; xMax: number; width: number; height: number };
  id?: number;
}

test('a pose can be handed to code that expects a pose of tfjs-models', () => {
  expectTypeOf<Pose>().toExtend<TfjsPose>();
});

test('a pose survives a round trip through JSON', () => {
  const keypoints: Keypoint[] = KEYPOINT_NAMES.map((name, j) => ({
    x: j,
    y: j + 0.5,
    score: 1,
    name,
    spread: 0,
    dissent: 0,
  }));
  const pose: Pose = { keypoints, score: 0.9, box: boxOf(0, 0, 16, 17), id: 3 };
  expect(JSON.parse(JSON.stringify(pose))).toEqual(pose);
});
