// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { DEFAULT_ORBIT } from '../../src/render/orbit.ts';
import { addOrbit } from '../../src/render/orbit-shapes.ts';
import { MARK_FLOATS, Shapes } from '../../src/render/shapes.ts';
import { figure } from './figures.ts';

const size = { width: 640, height: 480 };

function drawn(poses: Parameters<typeof addOrbit>[1]): Shapes {
  const shapes = new Shapes();
  addOrbit(shapes, poses, DEFAULT_ORBIT, size, size, {}, (text, px) => text.length * px);
  return shapes;
}

test('the floor is there without people; a person adds limbs and joints', () => {
  const floor = drawn([]).count;
  expect(floor).toBeGreaterThan(10);
  expect(drawn([figure(300, 240, 300)]).count).toBe(floor + 2 * 16 + 17);
  expect(drawn([figure(300, 240, 300, { flat: true })]).count).toBe(floor);
});

test('the nearer person is drawn last, and is larger', () => {
  const { marks, count } = drawn([figure(150, 240, 300), figure(450, 220, 150)]);
  const radii = Array.from({ length: count }, (_, k) => marks.subarray(k * MARK_FLOATS, (k + 1) * MARK_FLOATS))
    .filter(([x0, y0, x1, y1]) => x0 === x1 && y0 === y1)
    .map((mark) => mark[4]!);
  expect(radii).toHaveLength(34);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(radii.slice(17))).toBeGreaterThan(mean(radii.slice(0, 17)));
});

test('people with an id are called by it', () => {
  expect(drawn([figure(300, 240, 300, { id: 3 })]).labels.map(({ text }) => text)).toEqual(['3']);
});
