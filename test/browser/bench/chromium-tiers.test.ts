// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measureInChromium } from '../../../bench/chromium-tiers.ts';
import { BOX_COUNTS } from '../../../bench/workload.ts';
import { noisePicture } from '../../support/detectors.ts';
import { randomSwarm } from '../../support/random-swarm.ts';

const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
const budget = { warmUp: 0, minRuns: 1, maxMs: 0 };
const common = { picture: noisePicture(160, 120), weights: randomSwarm(), budget };

describe('the bench in Chromium', () => {
  // It measures the built library, as a page would load it: npm run build:lib makes it.
  it.skipIf(!existsSync(join(dist, 'bench', 'in-page.js')))(
    'measures the tiers, the memory and the first pose on a page of its own',
    async () => {
      const notes: string[] = [];
      const tiers = ['wasm-simd', 'wasm-relaxed-simd'] as const;
      const result = await measureInChromium({ ...common, dist, tiers, note: (line) => notes.push(line) });
      expect(notes).toEqual([]);
      expect(result?.tiers).toHaveLength(tiers.length * (1 + BOX_COUNTS.length));
      expect([...new Set(result?.tiers.map((line) => line.tier))]).toEqual([...tiers]);
      for (const line of result?.tiers ?? []) {
        expect(line.where).toBe('chromium');
        expect(line.p50Ms).toBeGreaterThan(0);
        expect(line.memoryMB).toBeGreaterThan(1);
        expect(line.memoryMB).toBeLessThan(64);
        expect(line.reservedMB).toBeGreaterThan(64);
        expect(line.cpuShare).toBeGreaterThan(0.05);
      }
      expect(result?.firstPoseMs).toBeGreaterThan(0);
      expect(result?.version).toMatch(/^\d+\./);
    },
  );

  it.skipIf(!existsSync(join(dist, 'bench', 'in-page.js')))(
    'leaves WebGPU out where there is no real GPU',
    async () => {
      const notes: string[] = [];
      const options = { ...common, dist, tiers: ['webgpu'] as const, note: (line: string) => notes.push(line) };
      const result = await measureInChromium(options);
      // On a machine with a GPU it is measured.
      if (result?.tiers.length === 0) {
        expect(notes).toEqual([expect.stringMatching(/webgpu does not run in Chromium: .+expected.+real/)]);
      } else expect(result?.tiers[0]).toMatchObject({ tier: 'webgpu', where: 'chromium' });
    },
  );

  it('says so when the library is not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'poseswarm-'));
    const notes: string[] = [];
    const result = await measureInChromium({ ...common, dist: empty, tiers: ['js'], note: (line) => notes.push(line) });
    await rm(empty, { recursive: true });
    expect(result).toBeUndefined();
    expect(notes[0]).toMatch(/is not built; expected it from npm run build/);
  });
});
