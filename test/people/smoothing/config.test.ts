// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { chooseFilter, type SmoothingConfig } from '../../../src/people/smoothing/config.ts';
import type { FilterFactory } from '../../../src/people/smoothing/place-filter.ts';

const kernel = { current: new Float32Array(68), previous: new Float32Array(68), run: () => undefined };

test('a filter is asked for by name, or brought along', () => {
  const own = { smooth: () => undefined, scale: () => undefined };
  expect(chooseFilter({ filter: () => own }, kernel)()).toBe(own);
  for (const config of [{}, { filter: 'one-euro' }, { filter: 'blend' }] as const) {
    expect(chooseFilter(config, kernel)()).toHaveProperty('smooth');
  }
});

test('what means nothing is refused', () => {
  const slip = (config: object) => () => chooseFilter(config, kernel);
  expect(slip({ filter: 'kalman' })).toThrow(/smoothing\.filter is "kalman", expected one-euro, blend/);
  expect(slip({ beta: 3 })).toThrow(/smoothing has "beta"/);
});

test.each<[unknown, string]>([
  [7, '7'],
  ['off', '"off"'],
])('smoothing of %j is refused', (config, words) => {
  // Plain JavaScript may pass anything.
  expect(() => chooseFilter(config as SmoothingConfig, kernel)).toThrow(`smoothing is ${words}, expected an object`);
});

test.each<[unknown, string]>([
  [{}, '[object Object]'],
  [{ smooth: () => undefined }, '[object Object]'],
  [undefined, 'undefined'],
])('a function that makes no filter is refused as soon as somebody needs one (%#)', (made, words) => {
  const make = chooseFilter({ filter: (() => made) as FilterFactory }, kernel);
  const sentence = `smoothing.filter makes ${words}, expected { smooth, scale }`;
  expect(make).toThrow(expect.objectContaining({ code: 'bad-option', message: sentence }));
});
