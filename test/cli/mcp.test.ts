// SPDX-License-Identifier: Apache-2.0
// The command as a process of its own, asked by the protocol's own client.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';
import { runCommand, SLOW_MS, startCommand } from '../support/command.ts';

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
    expect(names).toEqual([
      'detect_pose',
      'describe_pose',
      'measure_angles',
      'compare_poses',
      'benchmark',
      'inspect_swarm',
    ]);
    const found = await client.callTool({ name: 'detect_pose', arguments: { image: 'street.jpg' } });
    expect((found.structuredContent as { people: unknown[] }).people).toHaveLength(4);
    const refused = await client.callTool({ name: 'detect_pose', arguments: { image: '../package.json' } });
    expect(refused).toMatchObject({ isError: true });
    await client.close();
  });

  it('answers over HTTP, this machine and its pages only', async () => {
    const child = startCommand(['mcp', '--root', 'samples', '--http', '0', '--json']);
    try {
      const line = await new Promise<string>((done) => child.stdout?.setEncoding('utf8').once('data', done));
      const { url } = JSON.parse(line);
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(new StreamableHTTPClientTransport(new URL(url)));
      const found = await client.callTool({ name: 'detect_pose', arguments: { image: 'waving.jpg' } });
      expect((found.structuredContent as { people: unknown[] }).people).toHaveLength(1);
      await client.close();
      const ask = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: '{}' });
      expect((await ask({ origin: 'https://elsewhere.example' })).status).toBe(403);
      expect((await fetch(new URL('/', url))).status).toBe(404);
    } finally {
      const over = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      expect(await over).toBe(0);
    }
  });

  it('asks for a port that is free', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    const { code, err } = await runCommand('mcp', '--root', 'samples', '--http', String(port));
    taken.close();
    expect(code).toBe(2);
    expect(err).toMatch(/--http is \d+: .*EADDRINUSE.*; expected a port that is free/);
  });

  it('asks for a folder', async () => {
    const { code, err } = await runCommand('mcp', '--root', 'no/such/folder');
    expect(code).toBe(2);
    expect(err).toContain('--root is "no/such/folder"; expected a folder.');
  });
});
