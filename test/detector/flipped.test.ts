// SPDX-License-Identifier: Apache-2.0
// Names are the person's left and right: in the mirror image the trained swarm finds the mirrored people.
import { afterAll, expect, test } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import type { RawImage } from '../../src/frame/frame.ts';
import { createDetector } from '../../src/node/index.ts';
import { MIRROR } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());

/** Keypoints that score less, in either picture, may be anywhere. */
const SURE = 0.5;

function flipped({ data, width, height }: RawImage): RawImage {
  const pixels = new Uint32Array(data.slice().buffer);
  for (let y = 0; y < height; y++) pixels.subarray(y * width, (y + 1) * width).reverse();
  return { data: new Uint8Array(pixels.buffer), width, height };
}

/** How far the sure joints are from those that the mirror image has under the other name, as shares of the height. */
function apart(pose: Pose, mirrored: Pose, width: number): number[] {
  return pose.keypoints
    .flatMap(({ x, y, score }, joint) => {
      const other = mirrored.keypoints[MIRROR[joint]!]!;
      return Math.min(score, other.score) > SURE
        ? [Math.hypot(width - other.x - x, other.y - y) / pose.box.height]
        : [];
    })
    .sort((a, b) => a - b);
}

test.each([
  ['waving.jpg', 1],
  ['park.jpg', 2],
  ['stretching.jpg', 1],
  ['waiting.jpg', 3],
  ['street.jpg', 4],
  ['astronaut.jpg', 1],
])('%s flipped shows the flipped people, left and right by the other name', async (file, people) => {
  const picture = await samplePicture(file);
  const [straight, mirrored] = [await detector.estimatePoses(picture), await detector.estimatePoses(flipped(picture))];
  expect([straight.length, mirrored.length]).toEqual([people, people]);
  const median = (list: readonly number[]): number => list[Math.floor(list.length / 2)]!;
  for (const pose of straight) {
    const each = mirrored.map((other) => apart(pose, other, picture.width)).sort((a, b) => median(a) - median(b));
    const nearest = each[0]!;
    expect(nearest.length).toBeGreaterThanOrEqual(9);
    expect(median(nearest)).toBeLessThan(0.03);
    // Were two names exchanged, they would be a body's width apart.
    expect(nearest.at(-1)).toBeLessThan(0.08);
  }
});
