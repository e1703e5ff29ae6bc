// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitView, viewX, viewY } from '../../src/render/view.ts';

const side = fc.integer({ min: 1, max: 4000 });
const size = fc.record({ width: side, height: side });

test('contain shows all of the picture, cover fills the canvas, both in the middle', () => {
  fc.assert(
    fc.property(size, size, fc.boolean(), (picture, canvas, mirror) => {
      const inside = fitView(picture, canvas, 'contain', mirror);
      expect(inside.left).toBeGreaterThanOrEqual(-1e-6);
      expect(inside.top).toBeGreaterThanOrEqual(-1e-6);
      const over = fitView(picture, canvas, 'cover', mirror);
      expect(over.left).toBeLessThanOrEqual(1e-6);
      expect(over.top).toBeLessThanOrEqual(1e-6);
      for (const view of [inside, over]) {
        expect(viewX(view, picture.width / 2)).toBeCloseTo(canvas.width / 2);
        expect(viewY(view, picture.height / 2)).toBeCloseTo(canvas.height / 2);
      }
    }),
  );
});

test('a mirror flips the picture where it lies', () => {
  const [picture, canvas] = [
    { width: 100, height: 50 },
    { width: 300, height: 100 },
  ];
  const plain = fitView(picture, canvas);
  const mirrored = fitView(picture, canvas, 'contain', true);
  expect(viewX(plain, 0)).toBe(50);
  expect(viewX(mirrored, 0)).toBe(250);
  expect(viewX(mirrored, 100)).toBe(50);
  expect(viewY(mirrored, 10)).toBe(viewY(plain, 10));
});
