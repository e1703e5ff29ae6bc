// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { followScene, judged } from '../../../bench/video/follow-scene.ts';
import { judgeTracks } from '../../../bench/video/measures.ts';
import { SCENES } from '../../../bench/video/scenes.ts';
import { USUAL_BLUR } from '../../../bench/video/simulated-eyes.ts';
import { oneEuro } from '../../../src/people/smoothing/one-euro.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { seededRandom } from '../../support/random.ts';

describe.each(SCENES.filter(({ name }) => ['standing', 'crossing', 'side by side'].includes(name)))(
  '$name',
  (scene) => {
    test.each([5, 30, 120])('is followed at %i frames/s', async (fps) => {
      const random = seededRandom(fps);
      const settings = trackingSettings({}, 0.25);
      const frames = await followScene(scene, { fps, settings, filter: oneEuro(), blur: USUAL_BLUR, random });
      const { switches, idf1, mota } = judgeTracks(judged(frames));
      expect(switches).toBe(0);
      expect(idf1).toBeGreaterThan(0.95);
      expect(mota).toBeGreaterThan(0.9);
    });
  },
);
