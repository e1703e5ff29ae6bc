// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { jointError } from '../../../bench/video/joint-error.ts';
import { standing } from '../../support/figures.ts';

const frame = (timeMs: number, off: number) => {
  const { keypoints, box } = standing({ x: 300 });
  const truth = [{ id: 1, joints: keypoints, box, visible: 1 }];
  return { timeMs, truth, poses: [standing({ x: 300 + off })] };
};

test('error is how far joints are off, jitter how much that changes', () => {
  const { error, jitter } = jointError([frame(0, 3), frame(33, 3), frame(66, 3)]);
  expect([error, jitter]).toEqual([3, 0].map((value) => expect.closeTo(value, 6)));
  expect(jointError([frame(0, 3), frame(33, -3)]).jitter).toBeCloseTo(6, 6);
  expect(jointError([frame(0, 250)])).toEqual({ error: 0, jitter: 0 });
});
