// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SKELETON } from '../../src/pose/keypoints.ts';
import {
  css,
  limbSide,
  personColours,
  personHue,
  personPalette,
  scoreAlpha,
  sideOf,
} from '../../src/render/colours.ts';

test('scoreAlpha rises from faint to full', () => {
  expect(scoreAlpha(0.09, 0.1, 0.5)).toBe(0);
  expect(scoreAlpha(Number.NaN, 0.1, 0.5)).toBe(0);
  expect(scoreAlpha(0.1, 0.1, 0.5)).toBeCloseTo(0.15);
  expect(scoreAlpha(0.3, 0.1, 0.5)).toBeCloseTo(0.575);
  expect(scoreAlpha(0.5, 0.1, 0.5)).toBe(1);
  expect(scoreAlpha(0.7, 0.7, 0.5)).toBe(1);
});

test('neighbouring persons have hues at least 60 degrees apart', () => {
  for (let k = 1; k < 7; k++) {
    const apart = Math.abs(personHue(k) - personHue(k - 1));
    expect(Math.min(apart, 360 - apart)).toBeGreaterThan(60);
  }
});

test('colours are within 0 and 1 for every number of a person, and the left is lighter than the right', () => {
  fc.assert(
    fc.property(fc.nat(1e6), (index) => {
      const palette = personPalette(index);
      expect(
        Object.values(palette)
          .flat()
          .every((channel) => channel >= 0 && channel <= 1),
      ).toBe(true);
      const light = (rgb: readonly number[]) => Math.max(...rgb) + Math.min(...rgb);
      expect(light(palette.left)).toBeGreaterThan(light(palette.right));
    }),
  );
});

test('hues become the colours that CSS gives them', () => {
  // hsl(190 100% 76%), hsl(214 95% 50%), hsl(190 85% 64%), to whole numbers.
  expect(personColours(0)).toEqual({ left: 'rgb(133 235 255)', right: 'rgb(6 111 249)', middle: 'rgb(85 215 241)' });
  expect(css([0, 0.5, 1])).toBe('rgb(0 128 255)');
});

test('sides: the nose is in the middle, a limb is in the middle when it joins both sides', () => {
  expect([0, 1, 2, 15, 16].map(sideOf)).toEqual(['middle', 'left', 'right', 'left', 'right']);
  const middle = SKELETON.filter(([from, to]) => limbSide(from, to) === 'middle');
  expect(middle).toEqual([
    [5, 6],
    [11, 12],
  ]);
  expect(limbSide(0, 1)).toBe('left');
});
