// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DetectorOptions, OPTION_NAMES } from '../../src/detector/options.ts';
import { createDetector } from '../../src/detector.ts';

/** Every option with a value, so that the compiler asks for a new one here. */
const ALL: { readonly [Name in keyof Required<DetectorOptions>]: true } = {
  ...{ weights: true, wasm: true, integrity: true, tier: true, maxPoses: true, minPoseScore: true, squads: true },
  ...{
    workers: true,
    workerUrl: true,
    assetsUrl: true,
    tracking: true,
    smoothing: true,
    lift: true,
    personHeight: true,
  },
  ...{ budgetMs: true, targetFps: true, onProgress: true },
};

test('every option is known by its name, once', () => {
  expect([...OPTION_NAMES].sort()).toEqual(Object.keys(ALL).sort());
});

test('a name that is none is refused with those that are', async () => {
  const options = { maxPose: 3 } as DetectorOptions; // a slip of the pen
  await expect(createDetector(options)).rejects.toThrow(/"maxPose", expected only weights, /);
});
