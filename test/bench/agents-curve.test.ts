// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { measureAgentsCurve } from '../../bench/agents-curve.ts';
import { noisePicture, randomDetector } from '../support/detectors.ts';

it('has a point for every number of squads, with more agents each, and what the judge says', async () => {
  const judged: number[] = [];
  const points = await measureAgentsCurve([1, 2, 4], {
    picture: noisePicture(160, 120),
    budget: { warmUp: 0, minRuns: 1, maxMs: 0 },
    open: (squads) => randomDetector({ squads }),
    judge: async (detector) => {
      judged.push(detector.info.squads);
      return detector.info.squads === 4 ? 0.5 : null;
    },
  });
  expect(points.map((point) => point.squads)).toEqual([1, 2, 4]);
  expect(judged).toEqual([1, 2, 4]);
  expect(points.map((point) => point.AP)).toEqual([null, null, 0.5]);
  for (const [i, { agents, fps }] of points.entries()) {
    expect(agents).toBeGreaterThan(points[i - 1]?.agents ?? 0);
    expect(fps).toBeGreaterThan(0);
  }
});
