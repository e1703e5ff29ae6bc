// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAnnotations } from '../../../cli/annotations/annotations.ts';
import { evaluateCoco } from '../../../cli/coco/evaluate.ts';
import type { CocoDetection, CocoPerson } from '../../../cli/coco/types.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/coco-eval/${name}.json`, import.meta.url), 'utf8'));

interface Result {
  readonly image_id: number;
  readonly keypoints: number[];
  readonly score: number;
}

const annotations = parseAnnotations(fixture('annotations'), 'annotations.json');
const detections = (fixture('detections') as Result[]).map(
  ({ image_id, keypoints, score }): CocoDetection => ({ imageId: image_id, keypoints, score }),
);
const ids = annotations.pictures.map((picture) => picture.id);

/** A person of 100 x 200 px standing at (x, 100), joints along the diagonal of the box. */
function person(id: number, x: number, change: Partial<CocoPerson> = {}): CocoPerson {
  const keypoints = Array.from({ length: 17 }, (_, j) => [x + 6 * j, 100 + 12 * j, 2]).flat();
  return {
    id,
    imageId: 1,
    bbox: [x, 100, 100, 200],
    area: 10600,
    keypoints,
    numKeypoints: 17,
    isCrowd: false,
    ...change,
  };
}

const answer = (to: CocoPerson, score: number): CocoDetection => ({ imageId: 1, keypoints: to.keypoints, score });

describe('COCO keypoint evaluation', () => {
  it('agrees with pycocotools on all ten numbers of the fixture', () => {
    const { stats } = fixture('expected') as { stats: Record<string, number> };
    const summary = evaluateCoco(ids, annotations.people, detections);
    expect(Object.keys(summary)).toEqual(Object.keys(stats));
    for (const [name, value] of Object.entries(summary)) {
      expect(Math.abs(value - (stats[name] ?? Number.NaN)), name).toBeLessThan(1e-9);
    }
  });

  it('has the hard cases in the fixture: crowds, unlabelled people, ties, more than 20 detections in a picture', () => {
    const perPicture = ids.map((id) => detections.filter((d) => d.imageId === id).length);
    const scores = new Set(detections.map((d) => d.score));
    expect(annotations.people.filter((p) => p.isCrowd).length).toBeGreaterThan(3);
    expect(annotations.people.filter((p) => p.isCrowd && p.numKeypoints > 0).length).toBeGreaterThan(0);
    expect(annotations.people.filter((p) => !p.isCrowd && p.numKeypoints === 0).length).toBeGreaterThan(3);
    expect(Math.max(...perPicture)).toBeGreaterThan(20);
    expect(perPicture).toContain(0);
    expect(scores.size).toBeLessThan(detections.length / 2);
    for (const area of [0, 32 ** 2, 96 ** 2]) expect(annotations.people.some((p) => p.area === area)).toBe(true);
  });

  it('does not depend on the order of the pictures in the file', () => {
    const there = evaluateCoco(ids, annotations.people, detections);
    expect(evaluateCoco([...ids].reverse(), annotations.people, detections)).toEqual(there);
  });

  it('gives 1 for perfect answers and -1 for ranges without people', () => {
    const people = [person(1, 0), person(2, 300)];
    const summary = evaluateCoco(
      [1],
      people,
      people.map((p) => answer(p, 0.9)),
    );
    expect(summary.AP).toBeCloseTo(1, 12);
    expect(summary.AR50).toBe(1);
    expect(summary.APl).toBeCloseTo(1, 12);
    expect(summary.APm).toBe(-1);
  });

  it('gives 0 when nothing was found and -1 when there is nobody to find', () => {
    expect(evaluateCoco([1], [person(1, 0)], []).AP).toBe(0);
    expect(evaluateCoco([1], [], [answer(person(1, 0), 0.9)]).AP).toBe(-1);
  });

  it('counts an answer twice given as one hit and one miss', () => {
    const one = person(1, 0);
    const both = evaluateCoco([1], [one, person(2, 300)], [answer(one, 0.9), answer(one, 0.8)]);
    // Recall .5 at precision 1: the 51 recall points from 0 to .5 hold 1, the others 0.
    expect(both.AP50).toBeCloseTo(51 / 101, 12);
    expect(both.AR).toBe(0.5);
  });

  it('does not punish answers on crowds, however many, nor people without labels', () => {
    const one = person(1, 0);
    const crowd = person(2, 300, { isCrowd: true });
    const unlabelled = person(3, 600, { keypoints: new Array<number>(51).fill(0), numKeypoints: 0 });
    const answers = [answer(person(4, 300), 0.95), answer(person(5, 300), 0.94), answer(person(6, 600), 0.93)];
    const summary = evaluateCoco([1], [one, crowd, unlabelled], [...answers, answer(one, 0.5)]);
    expect(summary.AP).toBeCloseTo(1, 12);
  });

  it('looks at the 20 best detections of a picture only', () => {
    const one = person(1, 0);
    const wrong = Array.from({ length: 20 }, () => answer(person(9, 2000), 0.9));
    expect(evaluateCoco([1], [one], [...wrong, answer(one, 0.5)]).AR).toBe(0);
    expect(evaluateCoco([1], [one], [...wrong.slice(1), answer(one, 0.5)]).AR).toBe(1);
  });
});
