// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { helpersFor } from '../../../app/detector/helpers.ts';

test('the page and the detector keep a core each; no more than two threads help by themselves', () => {
  const auto = [1, 2, 3, 4, 16].map((cores) => helpersFor('auto', { cores, isolated: true }));
  expect(auto).toEqual([0, 0, 1, 2, 2]);
});

test('where memory is not shared nobody helps unless it is asked for', () => {
  expect(helpersFor('auto', { cores: 8, isolated: false })).toBe(0);
  expect(helpersFor('3', { cores: 2, isolated: false })).toBe(3);
  expect(helpersFor('0', { cores: 8, isolated: true })).toBe(0);
});
