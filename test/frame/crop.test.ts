// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropToImage, imageToCrop, personCrop, type View } from '../../src/frame/crop.ts';
import { boxOf } from '../../src/pose/box.ts';

const INPUT = { width: 96, height: 128 };
const PLAIN: View = { scale: 1, dx: 0, dy: 0, mirror: false };

const anyBox = fc
  .record({
    x: fc.double({ min: -2000, max: 2000, noNaN: true }),
    y: fc.double({ min: -2000, max: 2000, noNaN: true }),
    w: fc.double({ min: 1, max: 4000, noNaN: true }),
    h: fc.double({ min: 1, max: 4000, noNaN: true }),
  })
  .map(({ x, y, w, h }) => boxOf(x, y, x + w, y + h));
const anyView = fc.record({
  scale: fc.double({ min: 0.5, max: 2, noNaN: true }),
  dx: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  dy: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  mirror: fc.boolean(),
});
const anyPlace = fc.record({
  x: fc.double({ min: -50, max: 200, noNaN: true }),
  y: fc.double({ min: -50, max: 200, noNaN: true }),
});

test('a box of the aspect of the input is its own crop', () => {
  expect(personCrop(boxOf(10, 20, 70, 100), PLAIN, INPUT)).toEqual({ x0: 10, y0: 20, x1: 70, y1: 100 });
});

test('the short side grows: a wide box gets higher, a high box gets wider, and the centre stays', () => {
  expect(personCrop(boxOf(0, 0, 96, 10), PLAIN, INPUT)).toEqual({ x0: 0, y0: -59, x1: 96, y1: 69 });
  expect(personCrop(boxOf(0, 0, 10, 128), PLAIN, INPUT)).toEqual({ x0: -43, y0: 0, x1: 53, y1: 128 });
});

test('a view scales the crop about its centre and moves it by a share of the scaled crop', () => {
  const rect = personCrop(boxOf(0, 0, 96, 128), { scale: 1.25, dx: 0.1, dy: -0.1, mirror: false }, INPUT);
  expect(rect.x1 - rect.x0).toBeCloseTo(120, 9);
  expect(rect.y1 - rect.y0).toBeCloseTo(160, 9);
  expect((rect.x0 + rect.x1) / 2).toBeCloseTo(48 + 12, 9);
  expect((rect.y0 + rect.y1) / 2).toBeCloseTo(64 - 16, 9);
});

test('a crop is stretched until the box fills it, or as far as the view allows, and stays about its centre', () => {
  const crop = (width: number, height: number, stretch: number) =>
    personCrop(boxOf(-width / 2, -height / 2, width / 2, height / 2), { ...PLAIN, stretch }, INPUT);
  expect(crop(80, 128, 1.5)).toEqual({ x0: -40, y0: -64, x1: 40, y1: 64 });
  expect(crop(10, 128, 1.5)).toEqual({ x0: -32, y0: -64, x1: 32, y1: 64 });
  expect(crop(96, 100, 1.6)).toEqual({ x0: -48, y0: -50, x1: 48, y1: 50 });
  expect(crop(96, 10, 1.6)).toEqual({ x0: -48, y0: -40, x1: 48, y1: 40 });
  fc.assert(
    fc.property(anyBox, anyView, (box, view) => {
      expect(personCrop(box, { ...view, stretch: 1 }, INPUT)).toEqual(personCrop(box, view, INPUT));
    }),
  );
});

test('a crop has the aspect of the input and, at scale 1 or more and unmoved, holds the whole box', () => {
  fc.assert(
    fc.property(anyBox, anyView, (box, view) => {
      const rect = personCrop(box, view, INPUT);
      expect((rect.x1 - rect.x0) / (rect.y1 - rect.y0)).toBeCloseTo(INPUT.width / INPUT.height, 6);
      const whole = personCrop(box, { ...view, scale: Math.max(1, view.scale), dx: 0, dy: 0 }, INPUT);
      const slack = 1e-6;
      expect(whole.x0).toBeLessThanOrEqual(box.xMin + slack);
      expect(whole.y0).toBeLessThanOrEqual(box.yMin + slack);
      expect(whole.x1).toBeGreaterThanOrEqual(box.xMax - slack);
      expect(whole.y1).toBeGreaterThanOrEqual(box.yMax - slack);
    }),
  );
});

test("the crop's corners are the rectangle's corners, left and right exchanged in a mirror", () => {
  const rect = { x0: 10, y0: 20, x1: 70, y1: 100 };
  expect(cropToImage(rect, INPUT, false, 0, 0)).toEqual({ x: 10, y: 20 });
  expect(cropToImage(rect, INPUT, false, 96, 128)).toEqual({ x: 70, y: 100 });
  expect(cropToImage(rect, INPUT, true, 0, 0)).toEqual({ x: 70, y: 20 });
  expect(cropToImage(rect, INPUT, true, 96, 128)).toEqual({ x: 10, y: 100 });
});

test('pixel centres map to pixel centres: a crop of the size of the input moves by whole pixels', () => {
  const rect = { x0: 5, y0: 7, x1: 101, y1: 135 };
  expect(cropToImage(rect, INPUT, false, 0.5, 0.5)).toEqual({ x: 5.5, y: 7.5 });
  expect(cropToImage(rect, INPUT, true, 0.5, 0.5)).toEqual({ x: 100.5, y: 7.5 });
});

test('crop to picture and back is the same place', () => {
  fc.assert(
    fc.property(anyBox, anyView, anyPlace, (box, view, place) => {
      const rect = personCrop(box, view, INPUT);
      const there = cropToImage(rect, INPUT, view.mirror, place.x, place.y);
      const back = imageToCrop(rect, INPUT, view.mirror, there.x, there.y);
      // A crop of few px far from the origin loses digits to the size of the coordinates.
      expect(back.x).toBeCloseTo(place.x, 6);
      expect(back.y).toBeCloseTo(place.y, 6);
    }),
  );
});

test('the place is written where the caller wants it', () => {
  const out = { x: 0, y: 0 };
  const rect = { x0: 0, y0: 0, x1: 192, y1: 256 };
  expect(cropToImage(rect, INPUT, false, 1, 2, out)).toBe(out);
  expect(out).toEqual({ x: 2, y: 4 });
  expect(imageToCrop(rect, INPUT, false, 2, 4, out)).toBe(out);
  expect(out).toEqual({ x: 1, y: 2 });
});
