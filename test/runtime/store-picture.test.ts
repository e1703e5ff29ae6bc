// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MEMORY_BYTES, MEMORY_MAP, PICTURE_PIXELS } from '../../src/runtime/memory-map.ts';
import { reductionFactor, storePicture } from '../../src/runtime/store-picture.ts';

const bytes = new Uint8Array(MEMORY_BYTES);

describe('a picture', () => {
  test('that fits is copied as it is', () => {
    const data = Uint8ClampedArray.from({ length: 5 * 3 * 4 }, (_, i) => (i * 37) % 256);
    const stored = storePicture({ data, width: 5, height: 3 }, bytes, []);
    expect(stored).toEqual({ pointer: MEMORY_MAP.picture.start, width: 5, height: 3, factor: 1, tone: [] });
    expect([...bytes.subarray(stored.pointer, stored.pointer + data.length)]).toEqual([...data]);
  });

  test('that does not fit is averaged over squares, at the edges over what there is of them', () => {
    // Five columns and three rows into 3 x 2 pixels.
    const red = [10, 20, 30, 40, 50, 30, 40, 50, 60, 70, 1, 3, 5, 7, 9];
    const data = Uint8Array.from(red.flatMap((r) => [r, 100, 255, 3]));
    const { pointer, ...size } = storePicture({ data, width: 5, height: 3 }, bytes, [], 6);
    expect(size).toEqual({ width: 3, height: 2, factor: 2, tone: [] });
    const pixels = Array.from({ length: 6 }, (_, i) => [...bytes.subarray(pointer + i * 4, pointer + i * 4 + 4)]);
    expect(pixels.map(([r]) => r)).toEqual([25, 45, 60, 2, 6, 9]);
    expect(pixels.every(([, g, b, a]) => g === 100 && b === 255 && a === 255)).toBe(true);
  });

  test('of any size that is allowed fits after its reduction, and not after a smaller one', () => {
    const side = fc.integer({ min: 8, max: 16384 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        fc.pre(width * height <= 100e6);
        const factor = reductionFactor(width, height);
        expect(Math.ceil(width / factor) * Math.ceil(height / factor)).toBeLessThanOrEqual(PICTURE_PIXELS);
        if (factor > 1) expect((width * height) / (factor - 1) ** 2).toBeGreaterThan(PICTURE_PIXELS * 0.99);
      }),
    );
    expect(reductionFactor(1280, 720)).toBe(1);
    expect(reductionFactor(4000, 3000)).toBe(2);
  });
});
