// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { RenderPicture } from '../../src/render/renderer.ts';
import { createTextureFitter, sizeWithin } from '../../src/render/texture-picture.ts';

afterEach(() => vi.unstubAllGlobals());

const side = fc.integer({ min: 1, max: 20_000 });

test('a size within the limit stays, a larger one keeps its shape and reaches the limit', () => {
  fc.assert(
    fc.property(side, side, fc.integer({ min: 2048, max: 16_384 }), (width, height, most) => {
      const fitted = sizeWithin({ width, height }, most);
      const longer = Math.max(width, height);
      const scale = Math.min(1, most / longer);
      expect(Math.max(fitted.width, fitted.height)).toBe(Math.min(longer, most));
      if (longer <= most) expect(fitted).toEqual({ width, height });
      expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
      expect(Math.abs(fitted.width - width * scale)).toBeLessThanOrEqual(1);
      expect(Math.abs(fitted.height - height * scale)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a picture that fits is sent as it is, larger ones as copies on one canvas, which is let go after them', () => {
  const drawn: unknown[][] = [];
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      readonly width: number;
      readonly height: number;
      constructor(width: number, height: number) {
        this.width = width;
        this.height = height;
      }
      getContext() {
        return { clearRect: () => undefined, drawImage: (...args: unknown[]) => drawn.push(args) };
      }
    },
  );
  const picture = (width: number, height: number) => ({ width, height, close: () => undefined }) as RenderPicture;
  const shrink = createTextureFitter(100);
  const small = picture(100, 40);
  expect(shrink(small)).toBe(small);
  expect(drawn).toEqual([]);
  const [large, next] = [picture(400, 100), picture(400, 100)];
  const copy = shrink(large);
  expect(copy).toMatchObject({ width: 100, height: 25 });
  expect(shrink(next)).toBe(copy);
  expect(drawn).toEqual([
    [large, 0, 0, 100, 25],
    [next, 0, 0, 100, 25],
  ]);
  shrink(small);
  expect(shrink(large)).not.toBe(copy);
});
