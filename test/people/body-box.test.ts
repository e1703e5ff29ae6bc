// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { bodyBox } from '../../src/people/body-box.ts';
import { boxOf } from '../../src/pose/box.ts';

const x = [0, 10, 40, 50, 900];
const y = [0, 100, 50, 60, 900];

test('a body reaches beyond its sure joints by a share of their longer side', () => {
  const box = bodyBox(x, y, [1, 1, 1, 1, 0.1]);
  for (const [edge, px] of Object.entries(boxOf(-7, -7, 57, 107)))
    expect(box).toHaveProperty(edge, expect.closeTo(px, 9));
});

test('few joints are no body, and no number is no joint', () => {
  expect(bodyBox(x, y, [1, 1, 1, 0, 0])).toBeUndefined();
  expect(bodyBox(x, y, [1, 1, 1, Number.NaN, 0])).toBeUndefined();
});
