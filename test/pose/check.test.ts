// SPDX-License-Identifier: Apache-2.0
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkKnown, checkNumber, inWords, isWithin, kindOf, refuse, shorten } from '../../src/pose/check.ts';

test.each<[unknown, string]>([
  [3, '3'],
  [Number.NaN, 'NaN'],
  [null, 'null'],
  [undefined, 'undefined'],
  ['3', '"3"'],
  [Symbol('x'), 'Symbol(x)'],
  [[3], '[object Array]'],
  [Array(1e5), '[object Array]'],
  [Object.create(null), '[object Object]'],
  ['a'.repeat(1e6), `"${'a'.repeat(56)}...`],
])('a value is put into a few words, whatever it is (%#)', (value, words) => {
  expect(inWords(value)).toBe(words);
});

test('a long text is shortened to so many characters', () => {
  expect([shorten('12345678', 8), shorten('123456789', 8)]).toEqual(['12345678', '12345...']);
});

test('only numbers are within a range, not what reads like one', () => {
  expect([0, 0.5, 1].map((value) => isWithin(value, 0, 1))).toEqual([true, true, true]);
  const others = [-0.1, 1.1, Number.NaN, '0.5', true, [0.5], null, undefined, { valueOf: () => 0.5 }];
  expect(others.filter((value) => isWithin(value, 0, 1))).toEqual([]);
});

test('a number in range is handed on, another is refused with what was expected', () => {
  expect(checkNumber(0.5, 'n', 1)).toBe(0.5);
  expect(() => checkNumber(-1, 'n', 1)).toThrow('n is -1, expected 0 to 1');
  expect(() => checkNumber(-1, 'n', Number.POSITIVE_INFINITY)).toThrow('n is -1, expected 0 or more');
});

test('only known names of an object pass', () => {
  expect(() => checkKnown({ a: 1 }, ['a', 'b'], 'options')).not.toThrow();
  expect(() => checkKnown({ c: 1 }, ['a', 'b'], 'options')).toThrow('options has "c", expected only a, b');
  for (const [given, words] of [
    [null, 'null'],
    [7, '7'],
    ['off', '"off"'],
  ] as const) {
    // Plain JavaScript may pass anything.
    expect(() => checkKnown(given as unknown as object, ['a'], 'options')).toThrow(
      `options is ${words}, expected an object`,
    );
  }
});

test('a refusal is an error with a code', () => {
  expect(() => refuse('no')).toThrow(expect.objectContaining({ name: 'PoseError', code: 'bad-option', message: 'no' }));
});

test('objects of another realm are of the same kind', () => {
  const foreign: unknown = runInNewContext('new Uint8Array(1)');
  expect(foreign instanceof Uint8Array).toBe(false);
  expect([kindOf(foreign), kindOf(Buffer.alloc(1)), kindOf([]), kindOf(undefined)]).toEqual([
    'Uint8Array',
    'Uint8Array',
    'Array',
    'Undefined',
  ]);
});
