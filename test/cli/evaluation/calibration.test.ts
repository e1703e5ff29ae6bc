// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { CocoPerson } from '../../../cli/coco/types.ts';
import { calibrationOf, judgeKeypoints } from '../../../cli/evaluation/calibration.ts';
import { SIGMAS } from '../../../src/pose/keypoints.ts';

const person: CocoPerson = {
  id: 1,
  imageId: 1,
  bbox: [0, 0, 100, 200],
  area: 10_000,
  keypoints: [50, 20, 2, 55, 18, 1, ...new Array<number>(45).fill(0)],
  numKeypoints: 2,
  isCrowd: false,
};

describe('judged keypoints', () => {
  it('are the labelled ones, right up to the distance at which their OKS is one half', () => {
    const reach = Math.sqrt(2 * Math.log(2) * person.area) * 2 * (SIGMAS[0] ?? 0);
    const found = (dx: number): number[] => [50 + dx, 20, 0.7, 55, 18, 0.4, ...new Array<number>(45).fill(0)];
    expect(judgeKeypoints(person, found(0.99 * reach))).toEqual([
      { score: 0.7, right: true },
      { score: 0.4, right: true },
    ]);
    expect(judgeKeypoints(person, found(1.01 * reach))[0]).toEqual({ score: 0.7, right: false });
    expect(judgeKeypoints(person, found(Number.NaN))[0]?.right).toBe(false);
  });
});

describe('calibration', () => {
  it('has no error where the share of right keypoints is the score', () => {
    const honest = Array.from({ length: 10 }, (_, i) => ({ score: 0.7, right: i < 7 }));
    const { ece, bins } = calibrationOf(honest);
    expect(ece).toBeCloseTo(0);
    expect(bins[7]).toMatchObject({ from: 0.7, count: 10 });
  });

  it('is the mean gap by count, and keeps a score of 1 in the last bin', () => {
    const boastful = [...Array.from({ length: 3 }, () => ({ score: 1, right: false })), { score: 0.2, right: false }];
    expect(calibrationOf(boastful).ece).toBeCloseTo((3 * 1 + 0.2) / 4);
    expect(calibrationOf(boastful).bins[9]?.count).toBe(3);
  });

  it('says -1 when there is nothing to judge', () => {
    expect(calibrationOf([]).ece).toBe(-1);
  });
});
