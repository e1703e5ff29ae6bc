// SPDX-License-Identifier: Apache-2.0
// The command beside a server that takes Claude Flow's tools, and, where CLAUDE_FLOW names the command of a real one, beside that.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SLOW_MS, spawnCommand } from '../support/command.ts';
import { panOver } from '../support/videos.ts';

const SERVER = fileURLToPath(new URL('../support/claude-flow-process.ts', import.meta.url));

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-flow-'));
  await panOver('samples/waving.jpg', at('clip.mkv'), { width: 320, height: 240, fps: 10, frames: 12 });
});
afterAll(() => rm(folder, { recursive: true }));

const video = (out: string, flow: string) =>
  spawnCommand('video', at('clip.mkv'), '--out', at(out), '--claude-flow', flow);
const TOLD = /Claude Flow was told of (\d+) of \d+ agents, and (\d+) times how they do/;

describe('poseswarm video --claude-flow', { timeout: SLOW_MS }, () => {
  it('tells of agents and of how they do, and ends with its work', async () => {
    const flow = `"${process.execPath}" --import tsx "${SERVER}" "${at('calls.jsonl')}"`;
    const { code, err } = await video('tracks.json', flow);
    expect(code).toBe(0);
    const [, introduced, updates] = TOLD.exec(err) ?? [];
    const lines = (await readFile(at('calls.jsonl'), 'utf8')).trim().split('\n');
    const calls = lines.map((line): { name: string; args: Record<string, unknown> } => JSON.parse(line));
    const count = (name: string): number => calls.filter((call) => call.name === name).length;
    expect(count('swarm_init')).toBe(1);
    expect(count('agent_spawn')).toBe(Number(introduced));
    expect(count('memory_usage')).toBeGreaterThanOrEqual(Number(updates));
    // What was found does not depend on who was told.
    await spawnCommand('video', at('clip.mkv'), '--out', at('alone.json'));
    expect(await readFile(at('tracks.json'))).toEqual(await readFile(at('alone.json')));
  });

  it('works on when there is no Claude Flow, and says so', async () => {
    const { code, err } = await video('lonely.json', 'no-such-program');
    expect(code).toBe(0);
    expect(err).toContain('told of 0 of');
    expect(err).toContain('no-such-program ENOENT');
  });

  it.skipIf(!process.env.CLAUDE_FLOW)('is understood by Claude Flow itself', async () => {
    const { code, err } = await video('real.json', process.env.CLAUDE_FLOW ?? '');
    expect(code).toBe(0);
    const [, introduced] = TOLD.exec(err) ?? [];
    expect(Number(introduced)).toBeGreaterThan(0);
    expect(err).not.toContain('calls failed');
  });
});
