// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as poseswarm from '../src/index.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

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
    'courseDistance',
    'createDetector',
    'inspectSwarm',
    'jointDistance',
    'oneEuro',
    'poseDistance',
  ]);
});

test('every door of the package leads to a source', () => {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, string | { default: string }> };
  const scripts = Object.values(exports).flatMap((door) => (typeof door === 'string' ? [] : [door.default]));
  expect(scripts.length).toBeGreaterThan(3);
  for (const script of scripts) {
    const source = script.replace('./dist/', '').replace(/\.js$/, '.ts');
    expect(read(source), source).toContain('export');
  }
});
