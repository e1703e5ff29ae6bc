// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { followed, lagMs, steadiness } from '../../../bench/video/steadiness.ts';
import { oneEuro } from '../../../src/people/smoothing/one-euro.ts';
import type { FilterFactory } from '../../../src/people/smoothing/place-filter.ts';
import { seededRandom } from '../../support/random.ts';

/** Somebody of 400 px, measured to a half percent of their height. */
const figure = () => ({ fps: 30, size: 175, noise: 2, random: seededRandom(5) });

test('a still figure is at least five times as steady as it is measured', () => {
  expect(steadiness(oneEuro(), figure())).toBeGreaterThan(5);
  expect(steadiness(oneEuro(), { ...figure(), fps: 60 })).toBeGreaterThan(5);
});

test('of a step of 50 px nine tenths are followed within 100 ms', () => {
  expect(followed(oneEuro(), 50, 100, figure())).toBeGreaterThan(0.9);
  expect(followed(oneEuro(), -50, 100, { ...figure(), fps: 60 })).toBeGreaterThan(0.9);
});

test('the measures know what they measure: a filter that does nothing', () => {
  const nothing: FilterFactory = () => ({ smooth: () => undefined, scale: () => undefined });
  expect(steadiness(nothing, figure())).toBeCloseTo(1, 1);
  expect(followed(nothing, 50, 100, figure())).toBeCloseTo(1, 1);
  expect(Math.abs(lagMs(nothing, 200, figure()))).toBeLessThan(2);
});
