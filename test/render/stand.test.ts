// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { standTogether } from '../../src/render/stand.ts';
import { figure } from './figures.ts';

const picture = { width: 640, height: 480 };

test('one person stands in the middle, the soles on the floor', () => {
  const { people, floor } = standTogether([figure(200, 240, 300)], picture);
  expect(people).toHaveLength(1);
  expect(people[0]!.offset).toMatchObject({ x: 0, z: 0 });
  const lowest = Math.max(...people[0]!.keypoints.map(({ y }) => y)) + people[0]!.offset.y;
  expect(floor - lowest).toBeCloseTo(0.08);
});

test('of two people the smaller stands farther away, each on their side', () => {
  const { people } = standTogether([figure(150, 240, 300), figure(450, 220, 150)], picture);
  const [near, far] = people.map(({ offset }) => offset);
  expect(far!.z - near!.z).toBeGreaterThan(1);
  expect(far!.x).toBeGreaterThan(near!.x);
});

test('who has no keypoints in space is left out, and keeps no place', () => {
  const { people } = standTogether([figure(100, 240, 300, { flat: true }), figure(300, 240, 300)], picture);
  expect(people.map(({ index }) => index)).toEqual([1]);
  expect(standTogether([], picture).people).toEqual([]);
});
