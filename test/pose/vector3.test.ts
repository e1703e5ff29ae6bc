// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  AXES,
  add,
  compose,
  cross,
  dot,
  inverse,
  length,
  midpoint,
  perpendicular,
  type Rotation,
  rotate,
  scale,
  subtract,
  swing,
  unit,
  type Vector3,
} from '../../src/pose/vector3.ts';

const part = fc.double({ min: -10, max: 10, noNaN: true });
const vector = fc.record({ x: part, y: part, z: part });
const direction = vector.filter((v) => length(v) > 1e-3).map((v) => unit(v, AXES.x));

function expectNear(a: Vector3, b: Vector3): void {
  expect(length(subtract(a, b))).toBeLessThan(1e-6);
}

function expectRotation({ x, y, z }: Rotation): void {
  for (const axis of [x, y, z]) expect(length(axis)).toBeCloseTo(1, 6);
  expectNear(cross(x, y), z);
}

test('sums, products and lengths are those of the textbook', () => {
  const [a, b] = [
    { x: 1, y: 2, z: 2 },
    { x: 3, y: 0, z: -1 },
  ];
  expect(add(a, b)).toEqual({ x: 4, y: 2, z: 1 });
  expect(subtract(a, b)).toEqual({ x: -2, y: 2, z: 3 });
  expect(midpoint(a, b)).toEqual({ x: 2, y: 1, z: 0.5 });
  expect([dot(a, b), length(a)]).toEqual([1, 3]);
  expect(cross(AXES.x, AXES.y)).toEqual(AXES.z);
  expect(unit(scale(a, 0), AXES.y)).toBe(AXES.y);
});

test('the smallest turn takes one direction to the other, and nothing at a right angle to both moves', () => {
  fc.assert(
    fc.property(direction, direction, (from, to) => {
      const turn = swing(from, to);
      expectRotation(turn);
      expectNear(rotate(turn, from), to);
      const axis = cross(from, to);
      if (length(axis) > 1e-3) expectNear(rotate(turn, unit(axis, AXES.x)), unit(axis, AXES.x));
    }),
  );
});

test('half a turn is a turn, too', () => {
  for (const axis of [AXES.x, AXES.y, AXES.z]) {
    const turn = swing(axis, scale(axis, -1));
    expectRotation(turn);
    expectNear(rotate(turn, axis), scale(axis, -1));
  }
});

test('next to half a turn it still arrives', () => {
  for (const off of [1e-2, 1e-4, 7e-6, 1e-8, 1e-12]) {
    const to = unit({ x: -1, y: off, z: -off / 3 }, AXES.x);
    const turn = swing(AXES.x, to);
    expectRotation(turn);
    expect(length(subtract(rotate(turn, AXES.x), to))).toBeLessThan(1e-12);
  }
});

test('a turn and its inverse undo each other, and composing is turning twice', () => {
  fc.assert(
    fc.property(direction, direction, direction, vector, (a, b, c, v) => {
      const [first, second] = [swing(a, b), swing(b, c)];
      expectNear(rotate(inverse(first), rotate(first, v)), v);
      expectNear(rotate(compose(second, first), v), rotate(second, rotate(first, v)));
      expect(dot(perpendicular(a), a)).toBeCloseTo(0, 9);
    }),
  );
});
