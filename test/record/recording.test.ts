// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { frameIndex, frameStepMs } from '../../src/record/recording.ts';

const at = (...times: number[]) => ({ frames: times.map((timeMs) => ({ timeMs, poses: [] })) });

test('the step between frames is that of the rate, the median of the time stamps, or a thirtieth of a second', () => {
  expect(frameStepMs({ fps: 25, ...at(0, 1) })).toBe(40);
  expect(frameStepMs(at(0, 33, 66, 99, 1000))).toBe(33);
  expect(frameStepMs({ fps: Number.NaN, ...at(0, 33, 66) })).toBe(33);
  expect(frameStepMs(at(5))).toBeCloseTo(1000 / 30);
  expect(frameStepMs(at(5, 5, 5))).toBeCloseTo(1000 / 30);
});

test('a frame has its own number, or its place', () => {
  expect(frameIndex({ timeMs: 0, poses: [], index: 12 }, 3)).toBe(12);
  expect(frameIndex({ timeMs: 0, poses: [] }, 3)).toBe(3);
});
