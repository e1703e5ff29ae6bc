// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter, wholeOf } from '../../../src/record/binary/bytes.ts';

test('whole numbers come back, the small ones from one byte', () => {
  const whole = fc.oneof(
    fc.integer({ min: -70, max: 70 }),
    fc.maxSafeInteger().filter((n) => Math.abs(n) < 2 ** 52),
  );
  fc.assert(
    fc.property(fc.array(whole), (numbers) => {
      const out = new ByteWriter();
      for (const number of numbers) {
        out.signed(number);
        out.unsigned(Math.abs(number));
      }
      const input = new ByteReader(out.finish());
      for (const number of numbers) {
        expect(input.signed()).toBe(number);
        expect(input.unsigned()).toBe(Math.abs(number));
      }
      expect(input.isAtEnd).toBe(true);
    }),
  );
  const short = new ByteWriter();
  for (const number of [0, -64, 63]) short.signed(number);
  expect([...short.finish()]).toEqual([0, 127, 126]);
});

test('bytes of any number come back', () => {
  const out = new ByteWriter();
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
  out.byte(7);
  out.bytes(bytes);
  const input = new ByteReader(out.finish());
  expect(input.byte()).toBe(7);
  expect(input.bytes(5000)).toEqual(bytes);
});

test('an end that comes too early, and a number that is too long, are refused', () => {
  const badOption = (message: string) => expect.objectContaining({ code: 'bad-option', message });
  const early = 'the recording ends after 1 bytes in the middle of a frame, expected the rest of it';
  expect(() => new ByteReader(Uint8Array.of(200)).unsigned()).toThrow(badOption(early));
  expect(() => new ByteReader(Uint8Array.of(1)).bytes(2)).toThrow(badOption(early));
  const long = new Uint8Array(9).fill(255);
  expect(() => new ByteReader(long).unsigned()).toThrow(badOption('byte 0 begins a number above 2^53, expected less'));
});

test('numbers are kept in so many digits, and those that are none refused', () => {
  expect(wholeOf(1.2345, 2, 'x')).toBe(123);
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
    expect(() => wholeOf(none, 2, 'box.xMin')).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: `box.xMin is ${none}, expected a number within 22517998136852.48 of 0`,
      }),
    );
  }
});
