// SPDX-License-Identifier: Apache-2.0
// A camera that shakes, or somebody who jumps: all squads, but no time to look twice.
import { expect, test } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { swingingFrames } from '../../bench/video-frames.ts';
import { createDetector } from '../../src/node/index.ts';

const FRAMES = 16;
/** Four rounds of `FRAMES` frames. */
const COUNT = 64;

test.each([60, 30])('somebody in a picture that is shaken is not lost, at %i frames a second', async (rate) => {
  const detector = await createDetector({ maxPoses: 1, budgetMs: 10_000 });
  const frames = swingingFrames(await samplePicture('astronaut.jpg'), FRAMES);
  const seen: string[] = [];
  for (let i = 0; i < COUNT; i++) {
    const poses = await detector.estimatePoses(frames[i % FRAMES]!, {}, (i * 1000) / rate);
    seen.push(poses.map(({ id, box }) => `${id} ${box.height > 300 ? 'whole' : 'a part'}`).join());
  }
  await detector.dispose();
  expect(new Set(seen)).toEqual(new Set(['1 whole']));
});
