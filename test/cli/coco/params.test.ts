// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { AREA_RANGES, OKS_THRESHOLDS, RECALL_POINTS } from '../../../cli/coco/params.ts';

describe('parameters of the protocol', () => {
  it('has ten OKS thresholds with .5 and .75 exactly among them', () => {
    expect(OKS_THRESHOLDS).toHaveLength(10);
    expect(OKS_THRESHOLDS[0]).toBe(0.5);
    expect(OKS_THRESHOLDS.indexOf(0.75)).toBe(5);
    expect(OKS_THRESHOLDS[9]).toBe(0.95);
  });

  it('has 101 recall points from 0 to 1', () => {
    expect(RECALL_POINTS).toHaveLength(101);
    expect([RECALL_POINTS[0], RECALL_POINTS[50], RECALL_POINTS[100]]).toEqual([0, 0.5, 1]);
  });

  it('meets at 96 x 96 px between medium and large', () => {
    expect(AREA_RANGES.medium).toEqual([1024, 9216]);
    expect(AREA_RANGES.large[0]).toBe(AREA_RANGES.medium[1]);
  });
});
