// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { wholeBox } from '../../../src/people/tracks/whole-box.ts';
import { boxOf } from '../../../src/pose/box.ts';

const usual = { width: 40, height: 100 };
const expected = boxOf(10, 10, 50, 110);

test('a body of about its usual size is whole, with spread arms, too', () => {
  for (const body of [boxOf(12, 15, 52, 110), boxOf(-40, 10, 100, 140)]) {
    expect(wholeBox(body, expected, usual)).toEqual(body);
  }
});

test('who is hidden below or above, left or right keeps the end that is where it was expected', () => {
  expect(wholeBox(boxOf(10, 12, 50, 50), expected, usual)).toEqual(boxOf(10, 12, 50, 112));
  expect(wholeBox(boxOf(10, 80, 50, 109), expected, usual)).toEqual(boxOf(10, 9, 50, 109));
  expect(wholeBox(boxOf(11, 10, 26, 110), expected, usual)).toEqual(boxOf(11, 10, 51, 110));
  expect(wholeBox(boxOf(35, 10, 50, 110), expected, usual)).toEqual(boxOf(10, 10, 50, 110));
});

test('nobody grows to one and a half times their height at once', () => {
  expect(wholeBox(boxOf(10, 10, 50, 160), expected, usual)).toEqual(boxOf(10, 10, 50, 110));
});
