// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { KEYPOINT_COUNT, KEYPOINT_NAMES, MIRROR, SIGMAS, SKELETON } from '../../src/pose/keypoints.ts';

test('there are 17 names, sigmas and mirror entries, and no name twice', () => {
  expect(KEYPOINT_COUNT).toBe(17);
  expect(SIGMAS).toHaveLength(17);
  expect(MIRROR).toHaveLength(17);
  expect(new Set(KEYPOINT_NAMES).size).toBe(17);
});

test('mirroring swaps left_ with right_ of the same joint and leaves the nose', () => {
  for (const [joint, name] of KEYPOINT_NAMES.entries()) {
    const flipped = name.replace(/^(left|right)_/, (side) => (side === 'left_' ? 'right_' : 'left_'));
    expect(KEYPOINT_NAMES[MIRROR[joint]!]).toBe(flipped);
  }
});

test('both sides of a joint have the same sigma', () => {
  for (const [joint, partner] of MIRROR.entries()) expect(SIGMAS[joint]).toBe(SIGMAS[partner]);
});

test('the skeleton has 16 different limbs, touches every keypoint, and is its own mirror image', () => {
  const key = (a: number, b: number) => `${Math.min(a, b)}-${Math.max(a, b)}`;
  const limbs = new Set(SKELETON.map(([a, b]) => key(a, b)));
  expect(limbs.size).toBe(16);
  expect(new Set(SKELETON.flat()).size).toBe(17);
  for (const [a, b] of SKELETON) expect(limbs).toContain(key(MIRROR[a]!, MIRROR[b]!));
});
