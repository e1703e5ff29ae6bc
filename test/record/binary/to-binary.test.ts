// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { toBinary } from '../../../src/record/binary/to-binary.ts';
import { RECORDING } from '../../support/recordings.ts';

test('begins with its name and version, and what is known of the film', () => {
  const bytes = toBinary({ file: 'a.mp4', frames: [] });
  expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('pswr');
  expect(bytes[4]).toBe(1);
  expect(bytes[5]).toBe(bytes.length - 6);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(6)))).toEqual({ version: 1, file: 'a.mp4', frames: [] });
});

test('a frame without people takes three bytes, somebody who stands still one a number', () => {
  const still = (count: number) =>
    toBinary({ frames: Array.from({ length: count }, (_, k) => ({ timeMs: 40 * k, poses: [] })) }).length;
  expect(still(3) - still(2)).toBe(5); // 40,000 thousandths of a ms are three bytes
  const { poses } = RECORDING.frames[0]!;
  const [flat] = poses;
  const standing = (count: number) =>
    toBinary({ frames: Array.from({ length: count }, () => ({ timeMs: 0, poses: [flat!] })) }).length;
  expect(standing(3) - standing(2)).toBe(3 + 2 + 92);
});

test('numbers that are none are named', () => {
  const [frame] = RECORDING.frames;
  expect(() => toBinary({ frames: [{ ...frame!, timeMs: Number.NaN }] })).toThrow(
    expect.objectContaining({
      code: 'bad-option',
      message: expect.stringMatching(/^frames\[0\]\.timeMs is NaN, expected/),
    }),
  );
});
