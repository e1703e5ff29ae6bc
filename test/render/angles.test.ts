// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAngles, angleAt } from '../../src/render/angles.ts';
import { Shapes } from '../../src/render/shapes.ts';

const measure = (text: string, size: number) => text.length * size * 0.6;

test('the angle is the shorter way from one limb to the other, whatever the turn of the person', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 7, noNaN: true }),
      fc.double({ min: 0, max: 3.1, noNaN: true }),
      (turn, bend) => {
        const x = [0, Math.cos(turn), 3 * Math.cos(turn + bend)];
        const y = [0, Math.sin(turn), 3 * Math.sin(turn + bend)];
        expect(Math.abs(angleAt({ x, y }, 0, 1, 2).turn)).toBeCloseTo(bend, 6);
      },
    ),
  );
});

test('an elbow bent at a right angle says 90, and joints that are unsure say nothing', () => {
  const [x, y, alpha] = [new Array(17).fill(0), new Array(17).fill(0), new Array(17).fill(0)];
  for (const [joint, at] of [
    [5, [0, -50]],
    [7, [0, 0]],
    [9, [40, 0]],
  ] as const) {
    [x[joint], y[joint]] = at;
    alpha[joint] = 1;
  }
  const shapes = new Shapes();
  addAngles(shapes, { x, y, alpha, width: 4 }, 1, measure);
  expect(shapes.labels.map(({ text }) => text)).toEqual(['90°']);
  alpha[9] = 0.3;
  shapes.clear();
  addAngles(shapes, { x, y, alpha, width: 4 }, 1, measure);
  expect(shapes.count).toBe(0);
});
