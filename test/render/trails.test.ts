// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Shapes } from '../../src/render/shapes.ts';
import { addTrails, createTrails } from '../../src/render/trails.ts';
import { fitView } from '../../src/render/view.ts';
import { figure } from './figures.ts';

const LEFT_WRIST = 9;
const view = fitView({ width: 640, height: 480 }, { width: 640, height: 480 });

test('a trail holds the last while of a person, oldest first', () => {
  const trails = createTrails(1000);
  for (let ms = 0; ms <= 2000; ms += 100) trails.add([figure(100 + ms / 10, 200, 300, { id: 4 })], ms);
  const points = trails.points(4, LEFT_WRIST);
  expect(points.map(({ ageMs }) => ageMs)).toEqual(Array.from({ length: 11 }, (_, k) => 1000 - 100 * k));
  expect(points.at(-1)!.x - points[0]!.x).toBeCloseTo(100);
  expect(trails.points(5, LEFT_WRIST)).toEqual([]);
});

test('people without an id and unsure joints leave none, and going back in time starts anew', () => {
  const trails = createTrails();
  trails.add([figure(100, 200, 300), figure(300, 200, 300, { id: 1, score: () => 0.1 })], 0);
  expect(trails.points(1, LEFT_WRIST)).toEqual([]);
  trails.add([figure(300, 200, 300, { id: 1 })], 500);
  expect(trails.points(1, LEFT_WRIST)).toHaveLength(1);
  trails.add([figure(300, 200, 300, { id: 1 })], 100);
  expect(trails.points(1, LEFT_WRIST)).toHaveLength(1);
  trails.clear();
  expect(trails.points(1, LEFT_WRIST)).toEqual([]);
});

test('is drawn thinner and fainter towards the past, for those who are there now', () => {
  const trails = createTrails(1000);
  for (let ms = 0; ms <= 500; ms += 100) trails.add([figure(100 + ms, 200, 300, { id: 1 })], ms);
  const shapes = new Shapes();
  addTrails(shapes, trails, [], view, 1);
  expect(shapes.count).toBe(0);
  addTrails(shapes, trails, [figure(600, 200, 300, { id: 1 })], view, 1);
  expect(shapes.count).toBe(4 * 5);
  const at = (k: number, what: number) => shapes.marks[16 * k + what]!;
  expect(at(4, 4)).toBeGreaterThan(at(0, 4));
  expect(at(4, 11)).toBeGreaterThan(at(0, 11));
});
