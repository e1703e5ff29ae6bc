// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, type Experiment, fraction } from '../../src/observe/experiment.ts';

const squads: Experiment<number> = {
  name: 'squads',
  variants: { two: { value: 2 }, four: { value: 4, weight: 3 } },
};

test('hashes are those of MurmurHash3 (x86, 32 bits, seed 0)', () => {
  // Published vectors of the algorithm.
  for (const [text, hash] of [
    ['', 0],
    ['test', 0xba6bd213],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ] as const) {
    expect(fraction(text) * 2 ** 32).toBe(hash);
  }
});

test('a unit keeps its variant, whatever the order of asking', () => {
  fc.assert(
    fc.property(fc.string(), (unit) => {
      expect(assign(squads, unit)).toEqual(assign(squads, unit));
    }),
  );
});

test('variants have their shares, and experiments do not know of each other', () => {
  const units = Array.from({ length: 20_000 }, (_, i) => `visitor-${i}`);
  const four = units.filter((unit) => assign(squads, unit)?.variant === 'four');
  expect(four.length / units.length).toBeCloseTo(0.75, 1.5);
  const other = { ...squads, name: 'other', variants: { a: { value: 1 }, b: { value: 2 } } };
  expect(four.filter((unit) => assign(other, unit)?.variant === 'a').length / four.length).toBeCloseTo(0.5, 1.5);
});

test('a larger share moves nobody who took part', () => {
  const units = Array.from({ length: 5000 }, (_, i) => `visitor-${i}`);
  const few = units.filter((unit) => assign({ ...squads, share: 0.1 }, unit));
  expect(few.length / units.length).toBeCloseTo(0.1, 1.3);
  for (const unit of few)
    expect(assign({ ...squads, share: 0.5 }, unit)).toEqual(assign({ ...squads, share: 0.1 }, unit));
  expect(units.filter((unit) => assign({ ...squads, share: 0 }, unit))).toEqual([]);
});

test("a variant without weight is nobody's", () => {
  const ended: Experiment<number> = { name: 'ended', variants: { a: { value: 1, weight: 0 }, b: { value: 2 } } };
  for (let i = 0; i < 200; i++) expect(assign(ended, `${i}`)?.variant).toBe('b');
});

test.each([
  [{ name: '', variants: squads.variants }, 'u', 'name is "", expected that of an experiment'],
  [squads, 7, 'unit is 7, expected a text'],
  [{ ...squads, share: 2 }, 'u', 'share is 2, expected 0 to 1'],
  [{ name: 'x', variants: { a: { value: 1, weight: -1 } } }, 'u', 'weight is -1, expected 0 or more'],
  [{ name: 'x', variants: {} }, 'u', 'variants of "x" are 0, none with a weight; expected some'],
  [{ name: 'x' }, 'u', 'variants of "x" are 0'],
])('%o, %o is refused', (experiment, unit, message) => {
  // As JavaScript might call it.
  const call = () => Reflect.apply(assign, undefined, [experiment, unit]);
  expect(call).toThrow(expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(message) }));
});
