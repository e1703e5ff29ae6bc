// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { letterbox, letterboxPart, letterboxRect, toImage, toLetterbox } from '../../src/frame/letterbox.ts';

const anySide = fc.integer({ min: 8, max: 16384 });

test('a wide picture gets bars on top and at the bottom, a high one left and right, a square one none', () => {
  expect(letterbox(832, 416)).toEqual({ scale: 0.5, dx: 0, dy: 104, size: 416 });
  expect(letterbox(208, 416)).toEqual({ scale: 1, dx: 104, dy: 0, size: 416 });
  expect(letterbox(104, 104)).toEqual({ scale: 4, dx: 0, dy: 0, size: 416 });
});

test('a part of a picture fills the square, with what is beside it', () => {
  const box = letterboxPart({ x0: 100, y0: 50, x1: 204, y1: 102 }, 416);
  expect(box).toEqual({ scale: 4, dx: -400, dy: -96, size: 416 });
  expect(letterboxRect(box)).toEqual({ x0: 100, y0: 24, x1: 204, y1: 128 });
});

test('the picture fits: centred, within the square, and touching it on its longer side', () => {
  fc.assert(
    fc.property(anySide, anySide, (width, height) => {
      const box = letterbox(width, height);
      const from = toLetterbox(box, 0, 0);
      const to = toLetterbox(box, width, height);
      expect(from.x + to.x).toBeCloseTo(416, 9);
      expect(from.y + to.y).toBeCloseTo(416, 9);
      expect(Math.min(from.x, from.y)).toBeCloseTo(0, 9);
      expect(Math.max(to.x, to.y)).toBeCloseTo(416, 9);
    }),
  );
});

test('square to picture and back is the same place', () => {
  const anyPlace = fc.double({ min: -10, max: 430, noNaN: true });
  fc.assert(
    fc.property(anySide, anySide, anyPlace, anyPlace, (width, height, x, y) => {
      const box = letterbox(width, height);
      const there = toImage(box, x, y);
      const back = toLetterbox(box, there.x, there.y);
      expect(back.x).toBeCloseTo(x, 6);
      expect(back.y).toBeCloseTo(y, 6);
    }),
  );
});

test('the rectangle of the whole square leaves a picture that is not square by equal bars', () => {
  expect(letterboxRect(letterbox(832, 416))).toEqual({ x0: 0, y0: -208, x1: 832, y1: 624 });
});

test('windows of the square are windows of its rectangle', () => {
  const box = letterbox(832, 416);
  expect(letterboxRect(box, { x0: 104, y0: 104, x1: 312, y1: 312 })).toEqual({ x0: 208, y0: 0, x1: 624, y1: 416 });
});
