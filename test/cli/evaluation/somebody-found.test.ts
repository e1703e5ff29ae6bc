// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { CocoPerson } from '../../../cli/coco/types.ts';
import { somebodyFound } from '../../../cli/evaluation/somebody-found.ts';
import { boxOf } from '../../../src/pose/box.ts';
import type { Pose } from '../../../src/pose/pose.ts';

const person = (bbox: CocoPerson['bbox'], more: Partial<CocoPerson> = {}): CocoPerson => {
  return { id: 1, imageId: 1, bbox, area: 900, keypoints: [], numKeypoints: 17, isCrowd: false, ...more };
};
const pose = (x: number, score: number): Pose => ({ keypoints: [], score, box: boxOf(x, 0, x + 50, 100) });
const LARGE = person([0, 0, 50, 100]);

describe('somebody is found in a picture of 400 px height', () => {
  it('where a likely pose has its box on a person, large or not', () => {
    expect(somebodyFound([LARGE], [pose(10, 0.8)], 400)).toBe(true);
    expect(somebodyFound([LARGE, person([200, 0, 50, 90])], [pose(205, 0.8)], 400)).toBe(true);
  });

  it('not where poses are elsewhere, unlikely or missing', () => {
    expect(somebodyFound([LARGE], [pose(40, 0.8)], 400)).toBe(false);
    expect(somebodyFound([LARGE], [pose(0, 0.1)], 400)).toBe(false);
    expect(somebodyFound([LARGE], [], 400)).toBe(false);
  });

  it('and pictures without a large person do not count', () => {
    expect(somebodyFound([person([0, 0, 50, 99])], [pose(0, 1)], 400)).toBeUndefined();
    expect(somebodyFound([person([0, 0, 50, 100], { isCrowd: true })], [], 400)).toBeUndefined();
    expect(somebodyFound([person([0, 0, 50, 100], { numKeypoints: 0 })], [], 400)).toBeUndefined();
  });
});
