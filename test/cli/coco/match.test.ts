// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { alwaysIgnored, matchPicture, scorePicture } from '../../../cli/coco/match.ts';
import { AREA_RANGES } from '../../../cli/coco/params.ts';
import type { CocoDetection, CocoPerson } from '../../../cli/coco/types.ts';

function person(id: number, x: number, change: Partial<CocoPerson> = {}): CocoPerson {
  const keypoints = Array.from({ length: 17 }, (_, j) => [x + 3 * j, 10 + 6 * j, 2]).flat();
  return { id, imageId: 1, bbox: [x, 10, 50, 100], area: 2650, keypoints, numKeypoints: 17, isCrowd: false, ...change };
}

const answer = (to: CocoPerson, score: number): CocoDetection => ({ imageId: 1, keypoints: to.keypoints, score });
const strictest = 9;

describe('matching the detections of a picture', () => {
  it('gives a person to the best scored of two equal answers', () => {
    const one = person(1, 0);
    const { outcomes, scores } = matchPicture(
      scorePicture([one], [answer(one, 0.3), answer(one, 0.6)]),
      AREA_RANGES.all,
    );
    expect(scores).toEqual([0.6, 0.3]);
    expect([...(outcomes[strictest] ?? [])]).toEqual([1, 0]);
  });

  it('prefers a person who counts to an ignored one that fits better', () => {
    const counted = person(1, 2);
    const ignored = person(2, 0, { isCrowd: true });
    const picture = scorePicture([ignored, counted], [answer(ignored, 0.5)]);
    expect(matchPicture(picture, AREA_RANGES.all).outcomes[0]?.[0]).toBe(1);
    expect(matchPicture(picture, AREA_RANGES.all).outcomes[strictest]?.[0]).toBe(-1);
  });

  it('lets a crowd take any number of answers, an unlabelled person only one', () => {
    const crowd = person(1, 0, { isCrowd: true });
    const unlabelled = person(2, 0, { numKeypoints: 0 });
    const answers = [answer(crowd, 0.9), answer(crowd, 0.8)];
    expect([...(matchPicture(scorePicture([crowd], answers), AREA_RANGES.all).outcomes[0] ?? [])]).toEqual([-1, -1]);
    expect([...(matchPicture(scorePicture([unlabelled], answers), AREA_RANGES.all).outcomes[0] ?? [])]).toEqual([
      -1, 0,
    ]);
  });

  it('counts neither people nor unmatched answers outside the area range', () => {
    const small = person(1, 0);
    const elsewhere = answer(person(2, 500), 0.9);
    const large = matchPicture(scorePicture([small], [answer(small, 0.8), elsewhere]), AREA_RANGES.large);
    expect(large.counted).toBe(0);
    expect([...(large.outcomes[0] ?? [])]).toEqual([-1, -1]);
  });

  it('ignores crowds and people without labelled joints always', () => {
    expect(
      [person(1, 0), person(1, 0, { isCrowd: true }), person(1, 0, { numKeypoints: 0 })].map(alwaysIgnored),
    ).toEqual([false, true, true]);
  });
});
