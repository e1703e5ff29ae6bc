// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { swingingFrames, VIDEO_SIZE } from '../../bench/video-frames.ts';

test('frames of a video show the whole picture at a place that goes round, on grey', () => {
  const picture = { data: new Uint8Array(20 * 10 * 4).fill(200), width: 20, height: 10 };
  const frames = swingingFrames(picture, 4);
  const places = frames.map(({ data, width, height }) => {
    expect([width, height]).toEqual([VIDEO_SIZE.width, VIDEO_SIZE.height]);
    const first = data.indexOf(200) / 4;
    expect(data.reduce((sum, value) => sum + (value === 200 ? 1 : 0), 0)).toBe(picture.data.length);
    return [first % width, Math.floor(first / width)];
  });
  expect(places).toEqual([
    [670, 355],
    [630, 395],
    [590, 355],
    [630, 315],
  ]);
});

test('a picture that is larger than the frames is cut at their edges', () => {
  const picture = { data: new Uint8Array(1500 * 800 * 4).fill(7), width: 1500, height: 800 };
  const [frame] = swingingFrames(picture, 1);
  expect(frame?.data.every((value) => value === 7)).toBe(true);
});
