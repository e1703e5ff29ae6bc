// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRect } from '../../src/frame/crop.ts';
import { across, fromUpright, pictureRect, toUpright, turnPixels, uprightBox } from '../../src/frame/upright.ts';
import { boxOf } from '../../src/pose/box.ts';
import { QUARTERS, type Quarter } from '../../src/pose/quarter.ts';

const length = fc.integer({ min: -500, max: 500 });
const quarters = fc.constantFrom(...QUARTERS);
const here = { x: 0, y: 0 };

describe('the upright frame', () => {
  test.each<[Quarter, string]>([
    [0, 'up'],
    [1, 'right'],
    [2, 'down'],
    [3, 'left'],
  ])('a head %i quarters clockwise of upright, which points %s, points up in it', (quarter) => {
    const heads = [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ] as const;
    const [x, y] = heads[quarter];
    const up = toUpright(x, y, quarter, { x: 0, y: 0 });
    expect([up.x, up.y].map((value) => value + 0)).toEqual([0, -1]);
  });

  test('goes back to the picture', () => {
    fc.assert(
      fc.property(length, length, quarters, (x, y, quarter) => {
        toUpright(x, y, quarter, here);
        fromUpright(here.x, here.y, quarter, here);
        expect([here.x + 0, here.y + 0]).toEqual([x, y]);
      }),
    );
  });

  test('holds boxes by their corners, and rectangles of it are those of the picture', () => {
    fc.assert(
      fc.property(length, length, length, length, quarters, (x, y, w, h, quarter) => {
        const box = boxOf(x, y, x + Math.abs(w), y + Math.abs(h));
        const up = uprightBox(box, quarter, boxOf(0, 0, 0, 0));
        const a = { ...toUpright(box.xMin, box.yMin, quarter, here) };
        const b = { ...toUpright(box.xMax, box.yMax, quarter, here) };
        const bare = boxOf(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y));
        const plain = Object.fromEntries(Object.entries(up).map(([name, value]) => [name, value + 0]));
        expect(plain).toEqual(Object.fromEntries(Object.entries(bare).map(([name, value]) => [name, value + 0])));
        const rect = { x0: up.xMin, y0: up.yMin, x1: up.xMax, y1: up.yMax };
        const back = pictureRect(rect, quarter, createRect());
        expect([back.x0, back.y0, back.x1, back.y1].map((edge) => edge + 0)).toEqual(
          [box.xMin, box.yMin, box.xMax, box.yMax].map((edge) => edge + 0),
        );
      }),
    );
  });

  test.each(QUARTERS)('pixels of a crop lie in it where their places do (%i quarters)', (quarter) => {
    const [width, height] = [3, 4];
    const [w, h] = across(quarter) ? [height, width] : [width, height];
    const from = Float32Array.from({ length: 48 }, (_, i) => i);
    const [to, flipped] = [new Float32Array(48), new Float32Array(48)];
    turnPixels(from, to, width, height, quarter, false);
    turnPixels(from, flipped, width, height, quarter, true);
    const corner = uprightBox(boxOf(0, 0, w, h), quarter, boxOf(0, 0, 0, 0));
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        toUpright(column + 0.5, row + 0.5, quarter, here);
        const [x, y] = [Math.floor(here.x - corner.xMin), Math.floor(here.y - corner.yMin)];
        const pixel = [...from.subarray((row * w + column) * 4, (row * w + column) * 4 + 4)];
        expect([...to.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]).toEqual(pixel);
        const mirrored = (y * width + width - 1 - x) * 4;
        expect([...flipped.subarray(mirrored, mirrored + 4)]).toEqual(pixel);
      }
    }
  });
});
