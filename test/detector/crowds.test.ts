// SPDX-License-Identifier: Apache-2.0
// The trained swarm in pictures of several people, who are cut out of the samples.
import { afterAll, describe, expect, test } from 'vitest';
import { CAST, type CutOut, cutOut, paste, plainRoom } from '../../bench/accuracy/cut-outs.ts';
import { judgeNear } from '../../bench/accuracy/near-people.ts';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { createDetector } from '../../src/node/index.ts';

const MOST = 6;
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const detector = await createDetector();
const cast = (count: number, size: number) =>
  Promise.all(CAST.slice(0, count).map(([file, person]) => cutOut(file, person, size)));
const people = await cast(MOST, 240);
const pair = await cast(4, 330);
afterAll(() => detector.dispose());

/** So many people side by side. */
function crowd(count: number) {
  const room = plainRoom(880, 330);
  for (const [i, somebody] of people.slice(0, count).entries()) {
    paste(room, somebody, room.width / 2 + (i - (count - 1) / 2) * 142, 300);
  }
  return room;
}

describe('maxPoses: n on a picture with m people gives the smaller of the two', () => {
  test.each(numbers(0, MOST))('%i people', async (count) => {
    const picture = crowd(count);
    // Beyond one more than there are, more is no other question.
    for (const most of numbers(1, Math.min(MOST, count + 1))) {
      const poses = await detector.estimatePoses(picture, { maxPoses: most });
      expect(poses, `maxPoses ${most}`).toHaveLength(Math.min(most, count));
    }
  });

  test('maxPoses left out: everybody', async () => {
    expect(await detector.estimatePoses(crowd(MOST))).toHaveLength(MOST);
  });

  test('the four in the street', async () => {
    const street = await samplePicture('street.jpg');
    for (const most of [1, 3, 4, 6]) {
      expect(await detector.estimatePoses(street, { maxPoses: most })).toHaveLength(Math.min(most, 4));
    }
  });

  test('maxPoses: 0 is refused', async () => {
    const refused = expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(/maxPoses is 0/) });
    await expect(detector.estimatePoses(crowd(1), { maxPoses: 0 })).rejects.toEqual(refused);
    await expect(createDetector({ maxPoses: 0 })).rejects.toEqual(refused);
  });
});

test.each([
  [3, 1],
  [2, 1],
  [1.5, 0.8],
  [1, 0.5],
])('of two people %f shoulder widths apart, a share of %f or more is found', async (distance, least) => {
  const [a, b, c, d] = pair as [CutOut, CutOut, CutOut, CutOut];
  const pairs = [
    [a, b],
    [b, c],
    [c, d],
    [d, a],
    [b, a],
  ] as const;
  const { recall } = await judgeNear(detector, pairs, distance);
  expect(recall).toBeGreaterThanOrEqual(least);
});
