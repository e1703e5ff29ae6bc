// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { BOX_COUNTS, measureDetector, middleBox } from '../../bench/workload.ts';
import { noisePicture, randomDetector } from '../support/detectors.ts';

it('measures whole frames, and squads on as many boxes as are said', async () => {
  const detector = await randomDetector();
  const lines = await measureDetector(detector, noisePicture(160, 120), { warmUp: 1, minRuns: 2, maxMs: 0 });
  expect(lines.map((line) => line.work)).toEqual(['frame', ...BOX_COUNTS.map(() => 'boxes')]);
  expect(lines.slice(1).map((line) => line.people)).toEqual([...BOX_COUNTS]);
  for (const { p50Ms, p99Ms, fps } of lines) {
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(fps * p50Ms).toBeCloseTo(1000, -1);
  }
  detector.dispose();
});

it('has a place for a person in every picture', () => {
  expect(middleBox({ data: new Uint8Array(), width: 100, height: 50 })).toMatchObject({ xMin: 30, yMin: 5, width: 40 });
});
