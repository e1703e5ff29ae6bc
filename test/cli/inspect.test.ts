// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { randomSwarm } from '../support/random-swarm.ts';

interface Report {
  readonly agents: readonly Readonly<Record<string, string | number>>[];
  readonly squads: readonly string[];
  readonly totals: Readonly<Record<string, number>>;
}

let folder: string;
let weights: string;
let bytes: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  weights = join(folder, 'w.safetensors');
  const swarm = randomSwarm();
  bytes = swarm.byteLength;
  await writeFile(weights, swarm);
});
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm inspect', () => {
  it('lists every agent, and totals that are their sums', async () => {
    const { code, out } = await runCommand('inspect', '--weights', weights, '--json');
    expect(code).toBe(0);
    const { agents, squads, totals } = JSON.parse(out) as Report;
    expect(Object.keys(totals)).toEqual(['agents', 'parameters', 'weightsBytes', 'downloadBytesGzip']);
    expect(totals.agents).toBe(agents.length);
    expect(totals.parameters).toBe(agents.reduce((sum, agent) => sum + Number(agent.parameters), 0));
    expect(totals.weightsBytes).toBe(bytes);
    expect(totals.downloadBytesGzip).toBeGreaterThan(0);
    expect(squads.length).toBeGreaterThanOrEqual(4);
    expect(new Set(agents.map((agent) => agent.level))).toEqual(new Set([0, 1, 2, 3, 4]));
    for (const agent of agents) {
      expect(Object.keys(agent)).toEqual(['id', 'level', 'role', 'squad', 'parameters', 'bytes']);
      expect(agent.parameters).toBeGreaterThanOrEqual(64);
      expect(agent.parameters).toBeLessThanOrEqual(512);
    }
  });

  it('prints a table for people', async () => {
    const { out } = await runCommand('inspect', '--weights', weights);
    expect(out.split('\n')[0]).toMatch(/^agent +level +role +squad +parameters +bytes$/);
    expect(out).toMatch(/\d+ agents in \d+ squads/);
  });

  it('refuses truncated weights and weights that are not there', async () => {
    const cut = join(folder, 'cut.safetensors');
    await writeFile(cut, randomSwarm().subarray(0, 1000));
    for (const path of [cut, join(folder, 'none')]) {
      const { code, out, err } = await runCommand('inspect', '--weights', path);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/weights file/);
    }
  });
});
