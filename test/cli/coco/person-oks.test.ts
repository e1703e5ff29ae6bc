// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { detectionArea, personOks } from '../../../cli/coco/person-oks.ts';
import type { CocoPerson } from '../../../cli/coco/types.ts';

const NOSE_SIGMA = 0.026;
const EYE_SIGMA = 0.025;

function person(visible: readonly number[], change: Partial<CocoPerson> = {}): CocoPerson {
  const keypoints = Array.from({ length: 17 }, (_, j) => (visible.includes(j) ? [50, 60, 2] : [0, 0, 0])).flat();
  const shape = { id: 1, imageId: 1, bbox: [10, 20, 100, 200], area: 4000, isCrowd: false } as const;
  return { ...shape, keypoints, numKeypoints: visible.length, ...change };
}

const at = (x: number, y: number): number[] => Array.from({ length: 17 }, () => [x, y, 1]).flat();

describe('OKS of a detection with an annotated person', () => {
  it('is 1 on the label itself', () => {
    expect(personOks(person([0, 5, 16]), at(50, 60))).toBe(1);
  });

  it('is exp(-d^2 / (2 area (2 sigma)^2)), averaged over the labelled joints only', () => {
    const one = (sigma: number): number => Math.exp(-(3 ** 2 + 4 ** 2) / (2 * 4000 * (2 * sigma) ** 2));
    expect(personOks(person([0]), at(53, 64))).toBeCloseTo(one(NOSE_SIGMA), 12);
    expect(personOks(person([0, 1]), at(53, 64))).toBeCloseTo((one(NOSE_SIGMA) + one(EYE_SIGMA)) / 2, 12);
  });

  it('is measured from three times the box when nobody labelled a joint', () => {
    const ignored = person([]);
    expect(personOks(ignored, at(-90, -180))).toBe(1);
    expect(personOks(ignored, at(210, 420))).toBe(1);
    const outside = personOks(ignored, at(211, 420));
    expect(outside).toBeGreaterThan(0.9);
    expect(outside).toBeLessThan(1);
  });

  it('stays finite when the area is 0', () => {
    const flat = person([0], { area: 0 });
    expect(personOks(flat, at(50, 60))).toBe(1);
    expect(personOks(flat, at(51, 60))).toBe(0);
  });
});

describe('area of a detection', () => {
  it('is that of the box round all keypoints', () => {
    const keypoints = at(10, 10);
    keypoints.splice(0, 2, 4, 30);
    expect(detectionArea(keypoints)).toBe(6 * 20);
  });
});
