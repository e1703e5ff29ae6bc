// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { needOf } from '../../../src/people/tracks/need.ts';
import { createTrack } from '../../../src/people/tracks/track.ts';
import { standing } from '../../support/figures.ts';

function tracked(dissent: number, speed = 0) {
  const pose = standing({ x: 100 });
  const keypoints = pose.keypoints.map((keypoint) => ({ ...keypoint, dissent }));
  const track = createTrack(1, { ...pose, keypoints }, 0, 1);
  track.usual.vx = speed;
  return track;
}

test('whoever stands still, and about whom all agree, needs no further look', () => {
  expect(needOf(tracked(0))).toBe(0);
});

test('dissent and motion each are a reason, and both a better one; it never is more than one', () => {
  expect(needOf(tracked(0.3))).toBeCloseTo(0.3);
  expect(needOf(tracked(0, 100))).toBeGreaterThan(0);
  expect(needOf(tracked(0, 200))).toBeGreaterThan(needOf(tracked(0, 100)));
  expect(needOf(tracked(0.3, 100))).toBeGreaterThan(Math.max(needOf(tracked(0.3)), needOf(tracked(0, 100))));
  expect(needOf(tracked(1, 1e6))).toBe(1);
});
