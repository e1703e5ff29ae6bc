// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { drawOverlay } from '../../../cli/video/overlay.ts';
import { personPalette } from '../../../src/render/colours.ts';
import { standing } from '../../support/figures.ts';

const WIDTH = 200;
const blank = () => ({ data: new Uint8Array(WIDTH * 240 * 4).fill(128), width: WIDTH, height: 240 });
const pixel = ({ data }: { data: Uint8Array }, x: number, y: number): number[] => {
  const at = (Math.floor(y) * WIDTH + Math.floor(x)) * 4;
  return [...data.subarray(at, at + 3)];
};

test('limbs, boxes and ids are drawn in the person’s colours, and nothing else', () => {
  const picture = blank();
  const pose = { ...standing({ x: 100, y: 220, height: 180 }), id: 3 };
  drawOverlay(picture, [pose]);
  const { left, middle } = personPalette(3);
  const knee = pose.keypoints[13]!;
  const ankle = pose.keypoints[15]!;
  const shin = pixel(picture, (knee.x + ankle.x) / 2, (knee.y + ankle.y) / 2);
  for (const [c, value] of left.entries()) expect(shin[c]).toBeCloseTo(value * 255, -1);
  // The id's plate lies over the box's upper left corner.
  const plate = pixel(picture, pose.box.xMin + 0.8, pose.box.yMin - 3);
  for (const [c, value] of middle.entries())
    expect(Math.abs(plate[c]! - (value * 0.85 * 255 + 128 * 0.15))).toBeLessThan(30);
  expect(pixel(picture, 5, 235)).toEqual([128, 128, 128]);
  expect(pixel(picture, 190, 20)).toEqual([128, 128, 128]);
});

test('who may be nobody is drawn faintly, without an id', () => {
  const [sure, doubtful] = [blank(), blank()];
  const pose = { ...standing({ x: 100, y: 220, height: 180 }), id: 3 };
  drawOverlay(sure, [{ ...pose, confirmed: true }]);
  drawOverlay(doubtful, [{ ...pose, confirmed: false }]);
  const [knee, ankle] = [pose.keypoints[13]!, pose.keypoints[15]!];
  const [x, y] = [(knee.x + ankle.x) / 2, (knee.y + ankle.y) / 2];
  const change = (picture: { data: Uint8Array }) =>
    pixel(picture, x, y).reduce((sum, value) => sum + Math.abs(value - 128), 0);
  expect(change(doubtful)).toBeGreaterThan(0);
  expect(change(doubtful)).toBeLessThan(0.6 * change(sure));
  expect(pixel(doubtful, pose.box.xMin + 0.8, pose.box.yMin - 3)).toEqual([128, 128, 128]);
});

test('people who are half outside are drawn as far as they are inside', () => {
  const picture = blank();
  drawOverlay(picture, [{ ...standing({ x: -10, y: 300, height: 280 }), id: 12 }, standing({ x: 2000 })]);
  expect(picture.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  expect(picture.data.some((value) => value !== 128)).toBe(true);
});

test('nobody leaves the picture alone', () => {
  const picture = blank();
  drawOverlay(picture, []);
  expect(Buffer.compare(picture.data, blank().data)).toBe(0);
});
