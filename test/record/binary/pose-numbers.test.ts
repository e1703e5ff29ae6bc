// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { numberCount, numbersOf, poseOf } from '../../../src/record/binary/pose-numbers.ts';
import { RECORDING } from '../../support/recordings.ts';

const [flat, deep] = RECORDING.frames[0]!.poses;

test('a pose is a list of whole numbers, and comes back from it', () => {
  const numbers = numbersOf(flat!, 'pose');
  expect(numbers).toHaveLength(numberCount(false));
  expect(numbers.slice(0, 3)).toEqual([5000, Math.round(flat!.box.xMin * 100), Math.round(flat!.box.yMin * 100)]);
  const { id: _, ...rest } = flat!;
  expect(poseOf(numbers)).toEqual(rest);
});

test('so is one in space', () => {
  const numbers = numbersOf(deep!, 'pose');
  expect(numbers).toHaveLength(numberCount(true));
  const { keypoints, keypoints3D } = poseOf(numbers);
  expect(keypoints).toEqual(deep!.keypoints);
  for (const [k, { x, y, z }] of keypoints3D!.entries()) {
    const own = deep!.keypoints3D![k]!;
    expect([x, y, z].map((metres, i) => Math.abs(metres - [own.x, own.y, own.z][i]!) < 1e-4)).toEqual([
      true,
      true,
      true,
    ]);
  }
});

test('what is missing or no number is named', () => {
  const broken = { ...flat!, keypoints: flat!.keypoints.slice(0, 5) };
  expect(() => numbersOf(broken, 'frames[3].poses[0]')).toThrow(
    /^frames\[3\]\.poses\[0\]\.keypoints\[5\]\.x is NaN, expected/,
  );
});
