// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CLOTHES_FLOATS,
  clothesLikeness,
  mixClothes,
  type Pixels,
  readClothes,
} from '../../../src/people/tracks/clothes.ts';
import { type Figure, standing } from '../../support/figures.ts';

type Colour = readonly [red: number, green: number, blue: number];

/** A picture of 400 x 300 px: one colour above the row of the hips of a figure of 200 px, another below. */
function dressed(above: Colour, below: Colour, light = 1): Pixels {
  const [width, height] = [400, 300];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const colour = i < width * (290 - 0.52 * 200) ? above : below;
    data.set([...colour.map((value) => value * light), 255], i * 4);
  }
  return { data, width, height };
}

function read(picture: Pixels, figure: Partial<Figure> = {}): Float32Array {
  const clothes = new Float32Array(CLOTHES_FLOATS);
  readClothes(picture, standing({ x: 200, y: 290, height: 200, ...figure }).keypoints, clothes);
  return clothes;
}

const red: Colour = [190, 40, 50];
const navy: Colour = [30, 40, 90];
const grey: Colour = [120, 120, 120];

describe('clothes', () => {
  test('are like themselves, in a little less light, too, and unlike others', () => {
    const one = read(dressed(red, navy));
    expect(clothesLikeness(one, read(dressed(red, navy)))).toBeCloseTo(1, 5);
    expect(clothesLikeness(one, read(dressed(red, navy, 0.9)))).toBeGreaterThan(0.75);
    expect(clothesLikeness(one, read(dressed(navy, red)))).toBeLessThan(0.3);
    expect(clothesLikeness(one, read(dressed(red, grey)))).toBeLessThan(0.7);
  });

  test('of which nothing is known say nothing', () => {
    const one = read(dressed(red, navy));
    expect(clothesLikeness(one, new Float32Array(CLOTHES_FLOATS))).toBeNaN();
    expect(read(dressed(red, navy), { score: 0.05 })).toEqual(new Float32Array(CLOTHES_FLOATS));
    expect(read(dressed(red, navy), { x: 2000 })).toEqual(new Float32Array(CLOTHES_FLOATS));
  });

  test('that are remembered follow what is seen, and stay as they are where nothing is', () => {
    const known = new Float32Array(CLOTHES_FLOATS);
    const [one, other] = [read(dressed(red, navy)), read(dressed(grey, navy))];
    mixClothes(known, one, 0.1);
    expect(clothesLikeness(known, one)).toBeCloseTo(1, 5);
    const before = clothesLikeness(known, other);
    mixClothes(known, new Float32Array(CLOTHES_FLOATS), 1);
    expect(clothesLikeness(known, other)).toBe(before);
    for (let i = 0; i < 50; i++) mixClothes(known, other, 0.2);
    expect(clothesLikeness(known, other)).toBeCloseTo(1, 3);
  });

  test('are alike by 0 to 1, wherever joints are and whatever the picture shows', () => {
    const any = fc.double({ min: -300, max: 300 });
    const picture = dressed(red, navy);
    const other = read(dressed([250, 0, 255], grey));
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { minLength: 17, maxLength: 17 }), (places) => {
        const { keypoints } = standing({ x: 0 });
        const moved = keypoints.map((one, i) => ({ ...one, x: 200 + places[i]![0], y: 150 + places[i]![1] }));
        const clothes = new Float32Array(CLOTHES_FLOATS);
        readClothes(picture, moved, clothes);
        const likeness = clothesLikeness(clothes, other);
        expect(Number.isNaN(likeness) || (likeness >= 0 && likeness <= 1.0001)).toBe(true);
      }),
    );
  });
});
