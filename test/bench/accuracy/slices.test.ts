// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { judgeSlices } from '../../../bench/accuracy/slices.ts';
import type { CocoDetection, CocoPerson } from '../../../cli/coco/types.ts';

function person(id: number, x: number, size: number, visible = 2): CocoPerson {
  const keypoints = Array.from({ length: 17 }, (_, j) => [
    x + ((j % 4) * size) / 4,
    (Math.floor(j / 4) * size) / 4,
    visible,
  ]);
  return {
    id,
    imageId: 1,
    bbox: [x, 0, size, size],
    area: size * size,
    keypoints: keypoints.flat(),
    numKeypoints: 17,
    isCrowd: false,
  };
}

test('a slice judges its own people, whatever the others look like', () => {
  const [large, small, touching] = [person(1, 0, 200), person(2, 400, 50), person(3, 420, 50, 1)];
  const people = [large, small, touching];
  const right = ({ keypoints }: CocoPerson): CocoDetection => ({ imageId: 1, keypoints, score: 0.9 });
  const wrong: CocoDetection = { imageId: 1, keypoints: small.keypoints.map((v) => v + 300), score: 0.95 };
  const lines = judgeSlices(
    { pictures: [{ id: 1, fileName: 'a.jpg' }], people },
    new Map([
      [large, right(large)],
      [small, wrong],
      [touching, right(touching)],
    ]),
  );
  const of = (name: string) => lines.find(({ slice }) => slice.startsWith(name));
  expect(of('everybody')?.people).toBe(3);
  expect(of('everybody')?.AP).toBeLessThan(0.8);
  expect(of('large')).toMatchObject({ people: 1, AP: expect.closeTo(1, 9) });
  expect(of('medium')?.people).toBe(2);
  expect(of('a third of the joints hidden')).toMatchObject({ people: 1, AP: expect.closeTo(1, 9) });
  expect(of('crowded')?.people).toBe(2);
  expect(of('alone')).toMatchObject({ people: 1, AP: expect.closeTo(1, 9) });
  expect(of('fragments')?.people).toBe(0);
});
