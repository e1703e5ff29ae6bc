// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Annotations } from '../../../cli/annotations/annotations.ts';
import { hasBox, peopleByPicture, personBox, pictureOfFile } from '../../../cli/annotations/person-boxes.ts';
import type { CocoPerson } from '../../../cli/coco/types.ts';

function person(id: number, imageId: number, change: Partial<CocoPerson> = {}): CocoPerson {
  const keypoints = new Array<number>(51).fill(0);
  return { id, imageId, bbox: [10, 20, 30, 40], area: 600, keypoints, numKeypoints: 0, isCrowd: false, ...change };
}

const annotations: Annotations = {
  pictures: [
    { id: 1, fileName: 'a.jpg' },
    { id: 2, fileName: 'val/b.jpg' },
    { id: 3, fileName: 'train/b.jpg' },
  ],
  people: [person(11, 2), person(12, 1), person(13, 2)],
};

describe('boxes of annotated people', () => {
  it('turn x, y, width, height into edges', () => {
    expect(personBox(person(1, 1))).toEqual({ xMin: 10, yMin: 20, xMax: 40, yMax: 60, width: 30, height: 40 });
  });

  it('are grouped by picture, pictures without people too', () => {
    const groups = peopleByPicture(annotations);
    expect(groups.get(2)?.map((p) => p.id)).toEqual([11, 13]);
    expect(groups.get(3)).toEqual([]);
  });

  it('are no use for crowds and empty boxes', () => {
    expect(hasBox(person(1, 1))).toBe(true);
    expect(hasBox(person(1, 1, { isCrowd: true }))).toBe(false);
    expect(hasBox(person(1, 1, { bbox: [1, 1, 0, 5] }))).toBe(false);
  });
});

describe('the annotated picture of a file', () => {
  it('is found by the end of its path, then by its name', () => {
    expect(pictureOfFile(annotations, '/data/train/b.jpg')?.id).toBe(3);
    expect(pictureOfFile(annotations, 'a.jpg')?.id).toBe(1);
    expect(pictureOfFile(annotations, 'elsewhere/b.jpg')?.id).toBe(2);
    expect(pictureOfFile(annotations, 'aa.jpg')).toBeUndefined();
  });
});
