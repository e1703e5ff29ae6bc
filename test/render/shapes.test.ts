// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { MARK, MARK_FLOATS, Shapes } from '../../src/render/shapes.ts';

test('marks lie one after the other as the table says, and more of them find room', () => {
  const shapes = new Shapes();
  const first = shapes.marks;
  for (let k = 0; k < 1000; k++) shapes.line(k, 1, 2, 3, { colour: [0.1, 0.2, 0.3], alpha: 0.5, width: 8, flat: true });
  shapes.dot(7, 9, { colour: [1, 1, 1], alpha: 1, radius: 5, ring: [0, 0, 0], ringAlpha: 0.25, ringWidth: 2 });
  expect(shapes.count).toBe(1001);
  expect(shapes.marks.length).toBeGreaterThanOrEqual(1001 * MARK_FLOATS);
  expect(shapes.marks).not.toBe(first);
  const mark = (k: number) => shapes.marks.subarray(k * MARK_FLOATS, (k + 1) * MARK_FLOATS);
  expect(mark(999)[MARK.x0]).toBe(999);
  expect(mark(999)[MARK.radius]).toBe(4);
  expect(mark(999)[MARK.flat]).toBe(1);
  expect(mark(999)[MARK.fill + 3]).toBe(0.5);
  expect([...mark(1000)]).toEqual([7, 9, 7, 9, 5, 2, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0.25]);
});

test('a rectangle is a line as thick as it is high', () => {
  const shapes = new Shapes();
  shapes.rectangle(10, 20, 30, 8, [1, 0, 0], 1);
  expect([...shapes.marks.subarray(0, 8)]).toEqual([10, 24, 40, 24, 4, 0, 1, 0]);
});

test('clearing keeps the room', () => {
  const shapes = new Shapes();
  for (let k = 0; k < 300; k++) shapes.rectangle(0, 0, 1, 1, [0, 0, 0], 1);
  const { marks } = shapes;
  shapes.label({ text: 'a', x: 0, y: 0, size: 12, colour: [1, 1, 1] });
  shapes.clear();
  expect([shapes.count, shapes.labels.length]).toEqual([0, 0]);
  expect(shapes.marks).toBe(marks);
});
