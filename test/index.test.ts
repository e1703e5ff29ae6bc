// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as poseswarm from '../src/index.ts';

test('the front door opens on what the documentation names', () => {
  expect(Object.keys(poseswarm).sort()).toEqual([
    'KEYPOINT_COUNT',
    'KEYPOINT_NAMES',
    'LIMITS',
    'MIRROR',
    'POSE_ERROR_CODES',
    'PoseError',
    'SIGMAS',
    'SKELETON',
    'boxDistance',
    'createDetector',
    'inspectSwarm',
    'jointDistance',
    'oneEuro',
    'poseDistance',
  ]);
});
