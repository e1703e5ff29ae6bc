// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { filtered } from '../../../bench/video/replay.ts';
import { UNFILTERED } from '../../../bench/video/steadiness.ts';
import { oneEuro } from '../../../src/people/smoothing/one-euro.ts';
import { standing } from '../../support/figures.ts';

/** Somebody who stands, measured 1 px to the left and to the right by turns, and a second one who comes later. */
const frames = Array.from({ length: 60 }, (_, i) => {
  const shake = i % 2 === 0 ? 1 : -1;
  const first = { ...standing({ x: 200 + shake, y: 350, height: 300 }), id: 1 };
  const second = { ...standing({ x: 400 + shake, y: 350, height: 300 }), id: 2 };
  return { index: i, timeMs: i * 33, poses: i < 30 ? [first] : [first, second] };
});

test('tracks that nobody filtered are as they were recorded', () => {
  const [first, again] = [frames[7]!.poses[0]!, filtered(frames, UNFILTERED)[7]!.poses[0]!];
  for (const [i, { x, y }] of again.keypoints.entries()) {
    expect(x).toBeCloseTo(first.keypoints[i]!.x, 3);
    expect(y).toBeCloseTo(first.keypoints[i]!.y, 3);
  }
});

test('a filter holds everybody still, each by their own past', () => {
  const shown = filtered(frames, oneEuro());
  expect(shown[30]!.poses[1]!.keypoints[0]!.x).toBeCloseTo(frames[30]!.poses[1]!.keypoints[0]!.x, 3);
  const at = (i: number): number => shown[i]!.poses[0]!.keypoints[0]!.x;
  expect(Math.abs(at(59) - at(58))).toBeLessThan(0.5);
  expect(frames.map(({ poses }) => poses.length)).toEqual(shown.map(({ poses }) => poses.length));
});
