// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeMachine } from '../../bench/machine.ts';
import type { BenchReport } from '../../bench/report.ts';
import { plots, writeReport } from '../../bench/write-report.ts';

const REPORT: BenchReport = {
  machine: describeMachine(null),
  picture: { name: 'a.jpg', width: 640, height: 480 },
  tiers: [
    {
      tier: 'js',
      where: 'node',
      work: 'frame',
      people: 2,
      p50Ms: 80,
      p99Ms: 90,
      fps: 12.5,
      memoryMB: 70,
      reservedMB: null,
      cpuShare: 1.02,
    },
    {
      tier: 'wasm-simd',
      where: 'chromium',
      work: 'boxes',
      people: 1,
      p50Ms: 5,
      p99Ms: 6,
      fps: 200,
      memoryMB: null,
      reservedMB: 90,
      cpuShare: 0.97,
    },
  ],
  agentsCurve: [
    { agents: 200, squads: 4, fps: 300, AP: 0.3 },
    { agents: 300, squads: 6, fps: 200, AP: 0.4 },
  ],
  peers: [],
  firstPoseMs: 120,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('writes the report as JSON and a plot for everything measured', async () => {
  const paths = await writeReport(join(folder, 'new', 'out'), REPORT);
  expect(paths.map((path) => basename(path))).toEqual(['bench.json', 'tiers.svg', 'agents-fps.svg', 'agents-ap.svg']);
  expect(JSON.parse(await readFile(paths[0] ?? '', 'utf8'))).toEqual(REPORT);
  const tiers = await readFile(paths[1] ?? '', 'utf8');
  expect(tiers).toContain('>node js, frame, 2 people</text>');
  expect(tiers).toContain('>chromium wasm-simd, boxes, 1 person</text>');
});

it('draws no plot without numbers', () => {
  const agentsCurve = REPORT.agentsCurve.map((point) => ({ ...point, AP: null }));
  expect(plots({ ...REPORT, agentsCurve }).map(([name]) => name)).toEqual(['tiers.svg', 'agents-fps.svg']);
  expect(plots({ ...REPORT, tiers: [], agentsCurve: [] })).toEqual([]);
});
