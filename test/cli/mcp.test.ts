// SPDX-License-Identifier: Apache-2.0
// The command as a process of its own, asked by the protocol's own client.
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';
import { runCommand, SLOW_MS } from '../support/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('poseswarm mcp', { timeout: SLOW_MS }, () => {
  it('finds people for a client that asks, and ends with it', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ['--import', 'tsx', 'cli/main.ts', 'mcp', '--root', 'samples'],
      ...{ cwd: ROOT, stderr: 'pipe' },
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(['detect_pose', 'describe_pose', 'measure_angles', 'compare_poses', 'inspect_swarm']);
    const found = await client.callTool({ name: 'detect_pose', arguments: { image: 'street.jpg' } });
    expect((found.structuredContent as { people: unknown[] }).people).toHaveLength(4);
    const refused = await client.callTool({ name: 'detect_pose', arguments: { image: '../package.json' } });
    expect(refused).toMatchObject({ isError: true });
    await client.close();
  });

  it('asks for a folder', async () => {
    const { code, err } = await runCommand('mcp', '--root', 'no/such/folder');
    expect(code).toBe(2);
    expect(err).toContain('--root is "no/such/folder"; expected a folder.');
  });
});
