// SPDX-License-Identifier: Apache-2.0
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { asFrame, type RawImage } from '../../src/frame/frame.ts';
import { PoseError } from '../../src/pose/errors.ts';

function refusal(source: unknown): { code: string; message: string } {
  try {
    asFrame(source as RawImage); // callers without types hand over anything
  } catch (error) {
    if (error instanceof PoseError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('was accepted');
}

test('RGBA bytes are used where they lie', () => {
  const data = new Uint8ClampedArray(8 * 9 * 4);
  expect(asFrame({ data, width: 8, height: 9 }).data).toBe(data);
});

test('a Node buffer and shared memory are pictures too', () => {
  expect(asFrame({ data: Buffer.alloc(8 * 8 * 4), width: 8, height: 8 }).width).toBe(8);
  expect(asFrame({ data: new Uint8Array(new SharedArrayBuffer(8 * 8 * 4)), width: 8, height: 8 }).height).toBe(8);
});

test.each(['Uint8ClampedArray', 'Uint8Array'])('a %s of another realm is a picture too', (kind) => {
  const data: Uint8Array = runInNewContext(`new ${kind}(8 * 8 * 4)`);
  expect(asFrame({ data, width: 8, height: 8 }).data).toBe(data);
  const claimed = { length: 8 * 8 * 4, [Symbol.toStringTag]: kind };
  expect(refusal({ data: claimed, width: 8, height: 8 }).code).toBe('bad-image');
});

test('RGB bytes are expanded to opaque RGBA', () => {
  const rgb = Uint8Array.from({ length: 10 * 8 * 3 }, (_, i) => i);
  const { data } = asFrame({ data: rgb, width: 10, height: 8 });
  expect(data).toHaveLength(10 * 8 * 4);
  for (let p = 0; p < 80; p++) {
    expect([...data.subarray(p * 4, p * 4 + 4)]).toEqual([rgb[p * 3], rgb[p * 3 + 1], rgb[p * 3 + 2], 255]);
  }
});

test.each([
  [0, 0],
  [1, 1],
  [7, 100],
  [20000, 20000],
  [16385, 8],
  [16384, 16384],
  [-8, 8],
  [8.5, 8],
  [Number.NaN, 8],
  [Number.POSITIVE_INFINITY, 8],
])('a picture of %d x %d px is refused with its size, before its data is looked at', (width, height) => {
  const { code, message } = refusal({ data: new Uint8Array(4), width, height });
  expect(code).toBe('bad-size');
  expect(message).toContain(`${width} x ${height}`);
  expect(message).toContain('expected');
});

test.each([1, 2, 5])('%d channels are refused with what was given and what was expected', (channels) => {
  const { code, message } = refusal({ data: new Uint8Array(64 * channels), width: 8, height: 8 });
  expect(code).toBe('bad-image');
  expect(message).toContain(`${64 * channels} bytes, ${channels} a pixel`);
  expect(message).toContain('expected 256 (RGBA) or 192 (RGB)');
});

test('data that is not 8-bit is refused by its type', () => {
  expect(refusal({ data: new Float32Array(256), width: 8, height: 8 })).toEqual({
    code: 'bad-image',
    message: 'Picture data is Float32Array; expected Uint8ClampedArray or Uint8Array.',
  });
  expect(refusal({ data: Array(256).fill(0), width: 8, height: 8 }).message).toContain('is Array;');
  expect(refusal({ width: 8, height: 8 }).message).toContain('is Undefined;');
});

test.each([null, undefined, 'cat.jpg', 3, Symbol('cat')])('%s is no picture', (source) => {
  expect(refusal(source).code).toBe('bad-image');
});

test('a size that is no number is refused as what it is', () => {
  const sized = (width: unknown) => refusal({ data: new Uint8Array(256), width, height: 8 });
  expect(sized('8')).toMatchObject({ code: 'bad-size', message: expect.stringContaining('"8" x 8; expected whole') });
  expect(sized(Symbol('8'))).toMatchObject({ code: 'bad-size', message: expect.stringContaining('Symbol(8) x 8') });
});
