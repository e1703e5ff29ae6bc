// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxOf, clipBox, holdsMiddle, intersectionArea, iou, middleOf } from '../../src/pose/box.ts';

const anyBox = fc
  .record({
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
    w: fc.nat(400),
    h: fc.nat(400),
  })
  .map(({ x, y, w, h }) => boxOf(x, y, x + w, y + h));

test('a box knows its width and height', () => {
  expect(boxOf(1, 2, 11, 22)).toEqual({ xMin: 1, yMin: 2, xMax: 11, yMax: 22, width: 10, height: 20 });
});

test('the middle of a box is as far from its left as from its right, from its top as from its bottom', () => {
  expect(middleOf(boxOf(1, 2, 11, 22))).toEqual({ x: 6, y: 12 });
});

test('a box holds the middle of another one, on its edge, too', () => {
  const region = boxOf(0, 0, 10, 10);
  expect(holdsMiddle(region, boxOf(5, -20, 15, 20))).toBe(true);
  expect(holdsMiddle(region, boxOf(6, -20, 16, 20))).toBe(false);
  expect(holdsMiddle(region, boxOf(-9, 2, 7, 4))).toBe(false);
});

test('the intersection over union of two half-overlapping squares is a third', () => {
  const a = boxOf(0, 0, 10, 10);
  const b = boxOf(5, 0, 15, 10);
  expect(intersectionArea(a, b)).toBe(50);
  expect(iou(a, b)).toBeCloseTo(1 / 3, 12);
});

test('boxes that only touch, and empty boxes, have nothing in common', () => {
  expect(iou(boxOf(0, 0, 10, 10), boxOf(10, 0, 20, 10))).toBe(0);
  expect(iou(boxOf(3, 3, 3, 3), boxOf(3, 3, 3, 3))).toBe(0);
});

test('intersection over union is symmetric, within 0..1, and 1 for a box and itself', () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const value = iou(a, b);
      expect(value).toBe(iou(b, a));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      if (a.width * a.height > 0) expect(iou(a, a)).toBe(1);
    }),
  );
});

test('a clipped box lies in the picture and is what the box and the picture have in common', () => {
  fc.assert(
    fc.property(anyBox, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (box, width, height) => {
      const clipped = clipBox(box, width, height);
      expect(clipped.xMin).toBeGreaterThanOrEqual(0);
      expect(clipped.yMin).toBeGreaterThanOrEqual(0);
      expect(clipped.xMax).toBeLessThanOrEqual(width);
      expect(clipped.yMax).toBeLessThanOrEqual(height);
      expect(clipped.width).toBe(clipped.xMax - clipped.xMin);
      expect(clipped.width * clipped.height).toBe(intersectionArea(box, boxOf(0, 0, width, height)));
    }),
  );
});
