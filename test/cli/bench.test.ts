// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchReport } from '../../bench/report.ts';
import { runCommand, SLOW_MS } from '../support/command.ts';
import { noisePicture } from '../support/detectors.ts';
import { randomSwarm } from '../support/random-swarm.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const bench = (...argv: readonly string[]) =>
  runCommand(
    'bench',
    '--weights',
    at('w.safetensors'),
    '--no-chromium',
    '--seconds',
    '0',
    '--tiers',
    'wasm-simd',
    ...argv,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await writeFile(at('w.safetensors'), randomSwarm());
  const { data, width, height } = noisePicture(160, 120);
  await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png()
    .toFile(at('a.png'));
  const keypoints = Array.from({ length: 17 }, (_, j) => [40 + 3 * j, 10 + 5 * j, 2]).flat();
  const person = { id: 1, image_id: 1, bbox: [40, 10, 60, 100], area: 3000, num_keypoints: 17, keypoints };
  await writeFile(
    at('people.json'),
    JSON.stringify({ images: [{ id: 1, file_name: 'a.png' }], annotations: [person] }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm bench', { timeout: SLOW_MS }, () => {
  it('prints the fields of the contract, and writes them with plots', async () => {
    const annotated = ['--images', folder, '--annotations', at('people.json')];
    const { code, out, err } = await bench('--picture', at('a.png'), ...annotated, '--out', at('out'), '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as BenchReport;
    expect(Object.keys(report)).toEqual(['machine', 'picture', 'tiers', 'agentsCurve', 'peers', 'firstPoseMs']);
    expect([...new Set(report.tiers.map((line) => line.tier))]).toEqual(['wasm-simd']);
    for (const line of report.tiers) {
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['tier', 'where', 'people', 'p50Ms', 'p99Ms', 'fps', 'memoryMB']),
      );
    }
    expect(report.agentsCurve.length).toBeGreaterThanOrEqual(4);
    for (const { AP } of report.agentsCurve) expect(AP).toBeGreaterThanOrEqual(0);
    expect(report.peers).toEqual([]);
    expect(err).toContain('peers are not measured');
    expect(report.firstPoseMs).toBeGreaterThan(0);
    expect((await readdir(at('out'))).sort()).toEqual(['agents-ap.svg', 'agents-fps.svg', 'bench.json', 'tiers.svg']);
    expect(JSON.parse(await readFile(join(at('out'), 'bench.json'), 'utf8'))).toEqual(report);
  });

  it('prints a table without --json, and no AP without annotated pictures', async () => {
    const { code, out } = await bench('--picture', at('a.png'));
    expect(code).toBe(0);
    expect(out).toMatch(/^wasm-simd +node +boxes +4 +[\d.]+/m);
    expect(out).toMatch(/^ *\d+ +\d+ +[\d.]+ +-$/m);
  });

  it('refuses a picture that is none', async () => {
    const { code, out, err } = await bench('--picture', at('people.json'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/cannot be decoded.*expected/);
  });
});
