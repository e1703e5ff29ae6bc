// SPDX-License-Identifier: Apache-2.0
// No option of smoothing is without effect on the people who are followed.
import { expect, test } from 'vitest';
import { followScene } from '../../../bench/video/follow-scene.ts';
import { SCENES } from '../../../bench/video/scenes.ts';
import { USUAL_BLUR } from '../../../bench/video/simulated-eyes.ts';
import type { BlendKernel } from '../../../src/people/smoothing/blend.ts';
import { chooseFilter, type SmoothingConfig } from '../../../src/people/smoothing/config.ts';
import { ONE_EURO_DEFAULTS, type OneEuroParameters, oneEuro } from '../../../src/people/smoothing/one-euro.ts';
import { FILTER_FLOATS } from '../../../src/people/smoothing/place-filter.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { seededRandom } from '../../support/random.ts';

/** Blends all there is: what the SIMD kernel does with joints that are seen. */
function plainKernel(): BlendKernel {
  const [current, previous] = [new Float32Array(17 * FILTER_FLOATS), new Float32Array(17 * FILTER_FLOATS)];
  const run = (share: number) => {
    for (let i = 0; i < current.length; i++) previous[i] = share * current[i]! + (1 - share) * previous[i]!;
  };
  return { current, previous, run };
}

/** Places of two people who cross each other's way, frame by frame; undefined shows them where they are measured. */
async function places(smoothing: SmoothingConfig | undefined): Promise<number[][]> {
  const frames = await followScene(
    { ...SCENES.find(({ name }) => name === 'crossing')!, durationMs: 700 },
    {
      fps: 30,
      settings: trackingSettings({}, 0.25),
      filter: smoothing && chooseFilter(smoothing, plainKernel()),
      blur: USUAL_BLUR,
      random: seededRandom(5),
    },
  );
  return frames.map(({ poses }) => {
    const byId = poses.toSorted((a, b) => a.id! - b.id!);
    return byId.flatMap(({ keypoints }) => keypoints.flatMap(({ x, y }) => [x, y]));
  });
}

/** Mean change of the change from frame to frame, px: of steps that are even it is nothing. */
function unrest(frames: readonly (readonly number[])[]): number {
  let [sum, count] = [0, 0];
  for (let i = 2; i < frames.length; i++) {
    const [a, b, c] = [frames[i - 2]!, frames[i - 1]!, frames[i]!];
    if (a.length !== c.length || b.length !== c.length) continue;
    for (let k = 0; k < c.length; k++) sum += Math.abs(c[k]! - 2 * b[k]! + a[k]!);
    count += c.length;
  }
  return sum / count;
}

const usual = await places({});

test.each<[keyof OneEuroParameters, factor: number, steadier: boolean]>([
  ['minCutoff', 4, false],
  ['minCutoff', 0.25, true],
  ['beta', 4, false],
  ['beta', 0.25, true],
  ['quiet', 0, false],
  ['quiet', 2, true],
  ['speedCutoff', 4, false],
])('%s times %f: who is followed looks otherwise, and steadier: %o', async (name, factor, steadier) => {
  const other = await places({ filter: oneEuro({ [name]: factor * ONE_EURO_DEFAULTS[name] }) });
  expect(other).not.toEqual(usual);
  expect(unrest(other) < unrest(usual)).toBe(steadier);
});

test('the usual filter, the blend, one of one’s own and none are four ways to show people', async () => {
  const still: SmoothingConfig = {
    filter: () => ({ smooth: (keypoints) => keypoints.fill(7), scale: () => undefined }),
  };
  const [named, blended, own, none] = await Promise.all([
    places({ filter: 'one-euro' }),
    places({ filter: 'blend' }),
    places(still),
    places(undefined),
  ]);
  expect(named).toEqual(usual);
  expect(new Set([usual, blended, own, none].map((frames) => JSON.stringify(frames))).size).toBe(4);
  expect(unrest(usual)).toBeLessThan(unrest(blended));
  expect(unrest(blended)).toBeLessThan(unrest(none));
  expect(new Set(own.at(-1))).toEqual(new Set([7]));
});
