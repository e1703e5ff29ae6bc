// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { firstPoseInNode, measureInNode } from '../../bench/node-tiers.ts';
import { BOX_COUNTS } from '../../bench/workload.ts';
import { createDetector } from '../../src/index.ts';
import type { TierChoice } from '../../src/runtime/tiers.ts';
import { noisePicture } from '../support/detectors.ts';
import { randomSwarm } from '../support/random-swarm.ts';

const picture = noisePicture(160, 120);
const open = (tier: string) => createDetector({ weights: randomSwarm(), tier: tier as TierChoice });

it('measures the tiers that run in Node and names those that do not', async () => {
  const notes: string[] = [];
  const budget = { warmUp: 0, minRuns: 1, maxMs: 0 };
  const lines = await measureInNode(['wasm-simd', 'abacus'], open, picture, budget, (line) => notes.push(line));
  expect(lines).toHaveLength(1 + BOX_COUNTS.length);
  expect(new Set(lines.map((line) => `${line.tier} ${line.where}`))).toEqual(new Set(['wasm-simd node']));
  expect(lines.every((line) => (line.memoryMB ?? -1) >= 0)).toBe(true);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/tier abacus does not run in Node: .*abacus/);
});

it('measures from nothing to the first pose', async () => {
  expect(await firstPoseInNode(open, picture)).toBeGreaterThan(0);
});
