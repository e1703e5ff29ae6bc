// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstPoseInNode, measureInNode } from '../../bench/node-tiers.ts';
import { BOX_COUNTS } from '../../bench/workload.ts';
import { SLOW_MS } from '../support/command.ts';
import { noisePicture, randomDetector } from '../support/detectors.ts';
import { randomSwarm } from '../support/random-swarm.ts';

const noise = noisePicture(160, 120);
const budget = { warmUp: 0, minRuns: 1, maxMs: 0 };
let folder: string;
let weights: string;
let picture: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  weights = join(folder, 'w.safetensors');
  picture = join(folder, 'a.png');
  await writeFile(weights, randomSwarm());
  await sharp(noise.data, { raw: { width: 160, height: 120, channels: 4 } })
    .png()
    .toFile(picture);
});
afterAll(() => rm(folder, { recursive: true }));

const TIERS = ['wasm-simd', 'wasm-relaxed-simd'] as const;

it.each(TIERS)('measures %s in a process of its own, with its memory', { timeout: SLOW_MS }, async (wanted) => {
  const notes: string[] = [];
  const lines = await measureInNode([wanted], { picture, weights, budget }, (line) => notes.push(line));
  expect(notes).toEqual([]);
  expect(lines).toHaveLength(1 + BOX_COUNTS.length);
  for (const { tier, where, p50Ms, memoryMB, cpuShare } of lines) {
    expect([tier, where]).toEqual([wanted, 'node']);
    expect(p50Ms).toBeGreaterThan(0);
    expect(memoryMB).toBeGreaterThan(1);
    expect(cpuShare).toBeGreaterThan(0.05);
  }
});

it('names the tiers that do not run, and why', { timeout: SLOW_MS }, async () => {
  const notes: string[] = [];
  const missing = join(folder, 'none.png');
  expect(await measureInNode(['js'], { picture: missing, weights, budget }, (line) => notes.push(line))).toEqual([]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/tier js does not run in Node: .*does not exist; expected/);
});

it('measures from nothing to the first pose', async () => {
  expect(await firstPoseInNode(() => randomDetector(), noise)).toBeGreaterThan(0);
});
