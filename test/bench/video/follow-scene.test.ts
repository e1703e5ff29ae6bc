// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { followScene, judged } from '../../../bench/video/follow-scene.ts';
import { judgeTracks, type TrackingReport } from '../../../bench/video/measures.ts';
import type { Scene } from '../../../bench/video/scene.ts';
import { SCENES } from '../../../bench/video/scenes.ts';
import { USUAL_BLUR } from '../../../bench/video/simulated-eyes.ts';
import { oneEuro } from '../../../src/people/smoothing/one-euro.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { seededRandom } from '../../support/random.ts';

const FPS = [5, 10, 30, 60, 120] as const;

async function judge(scene: Scene, fps: number, seed: number): Promise<TrackingReport> {
  const random = seededRandom(seed);
  const settings = trackingSettings({}, 0.25);
  return judgeTracks(judged(await followScene(scene, { fps, settings, filter: oneEuro(), blur: USUAL_BLUR, random })));
}

test.each(FPS)('people are followed through the synthetic clips at %i frames/s', async (fps) => {
  const reports = await Promise.all(SCENES.map((scene) => judge(scene, fps, fps)));
  expect(Object.fromEntries(reports.map(({ switches }, i) => [SCENES[i]!.name, switches]))).toEqual(
    Object.fromEntries(SCENES.map(({ name }) => [name, 0])),
  );
  const mean = reports.reduce((sum, { idf1 }) => sum + idf1, 0) / reports.length;
  expect(mean).toBeGreaterThan(0.95);
  for (const { mota } of reports) expect(mota).toBeGreaterThan(0.85);
});

test('nobody is followed who is not there', async () => {
  const empty: Scene = { ...SCENES[0]!, walkers: [], durationMs: 4000 };
  const ghosts = { ...USUAL_BLUR, ghosts: 0.5 };
  const settings = trackingSettings({}, 0.25);
  const frames = await followScene(empty, { fps: 30, settings, blur: ghosts, random: seededRandom(3) });
  expect(judged(frames).flatMap(({ tracks }) => tracks)).toEqual([]);
});
