// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { CocoPerson } from '../../../cli/coco/types.ts';
import { assignPoses } from '../../../cli/evaluation/assign-poses.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import type { Pose } from '../../../src/pose/pose.ts';

function person(id: number, x: number, change: Partial<CocoPerson> = {}): CocoPerson {
  const keypoints = KEYPOINT_NAMES.flatMap((_, j) => [x + 3 * j, 6 * j, 2]);
  return { id, imageId: 1, bbox: [x, 0, 50, 100], area: 2650, keypoints, numKeypoints: 17, isCrowd: false, ...change };
}

function pose(x: number): Pose {
  const keypoints = KEYPOINT_NAMES.map((name, j) => ({
    name,
    x: x + 3 * j,
    y: 6 * j,
    score: 1,
    spread: 0,
    dissent: 0,
  }));
  return { keypoints, score: 1, box: boxOf(x, 0, x + 50, 100) };
}

describe('who answers for whom', () => {
  it('gives the likest pairs first, each pose and each person once', () => {
    const near = pose(1);
    const nearer = pose(0);
    const given = assignPoses([person(1, 0), person(2, 2)], [near, nearer]);
    expect(given.get(1)).toBe(nearer);
    expect(given.get(2)).toBe(near);
  });

  it('gives nothing to people whom nobody resembles, nor to those who do not count', () => {
    const crowd = person(2, 0, { isCrowd: true });
    const unlabelled = person(3, 0, { numKeypoints: 0 });
    expect(assignPoses([person(1, 900), crowd, unlabelled], [pose(0)]).size).toBe(0);
  });
});
