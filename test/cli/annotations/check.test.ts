// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  badField,
  listField,
  numberField,
  numbersField,
  objectAt,
  quote,
  textField,
} from '../../../cli/annotations/check.ts';

describe('checks of annotation fields', () => {
  it('quote a value shortly', () => {
    expect(quote(undefined)).toBe('nothing');
    expect(quote('a')).toBe('"a"');
    expect(quote('x'.repeat(500))).toHaveLength(60);
  });

  it('say where, what is there and what was expected', () => {
    const error = badField('people.json: annotation 7', 'bbox', null, '4 numbers');
    expect(error.message).toBe('people.json: annotation 7: "bbox" is null; expected 4 numbers.');
    expect(error.code).toBe('bad-annotations');
  });

  it('let good values through', () => {
    const entry = { list: [1], number: 1.5, text: 'a', numbers: [1, 2] };
    expect(objectAt(entry, 'here')).toBe(entry);
    expect(listField(entry, 'list', 'here')).toBe(entry.list);
    expect(numberField(entry, 'number', 'here')).toBe(1.5);
    expect(textField(entry, 'text', 'here')).toBe('a');
    expect(numbersField(entry, 'numbers', 'here', 2, 'a, b')).toBe(entry.numbers);
  });

  it('refuse numbers that are not finite, texts that are empty, lists of another length', () => {
    expect(() => numberField({ n: Number.NaN }, 'n', 'here')).toThrow('expected a finite number');
    expect(() => numbersField({ n: [1, Number.POSITIVE_INFINITY] }, 'n', 'here', 2, 'a, b')).toThrow(
      '2 finite numbers',
    );
    expect(() => numbersField({ n: [1] }, 'n', 'here', 2, 'a, b')).toThrow('a list of 1');
    expect(() => textField({ t: '' }, 't', 'here')).toThrow('expected a text');
    expect(() => objectAt(null, 'here')).toThrow('here is null; expected an object.');
  });
});
