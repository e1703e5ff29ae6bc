// SPDX-License-Identifier: Apache-2.0
// The bridge as a page asks it, through the server that serves the page.
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { createFlowBridge, FLOW_PATH } from '../../../cli/mcp/flow-bridge.ts';
import { type StaticServer, startStaticServer } from '../../../cli/static-server.ts';
import { connectBridge, type FlowClient } from '../../../src/adapters/claude-flow.ts';
import { flowServer } from '../../support/claude-flow.ts';

const open: StaticServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function bridged(connect: () => Promise<FlowClient>) {
  const bridge = createFlowBridge(connect);
  const server = await startStaticServer({
    root: tmpdir(),
    port: 0,
    host: '127.0.0.1',
    dynamic: new Map([[FLOW_PATH, bridge.answer]]),
  });
  open.push(server);
  const url = new URL(server.url);
  /** As a browser asks, whose page cannot choose these headers. */
  const ask = (body: string, headers: Record<string, string> = {}, method = 'POST') =>
    new Promise<{ status: number | undefined; body: string }>((done, fail) => {
      const call = request(
        { host: url.hostname, port: url.port, path: FLOW_PATH, method, headers: { origin: url.origin, ...headers } },
        async (response) => {
          let text = '';
          for await (const part of response) text += part;
          done({ status: response.statusCode, body: text });
        },
      );
      call.on('error', fail);
      call.end(body);
    });
  return { url, ask };
}

const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const call = (name: unknown, args: unknown = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });

test('a page reaches the tools that mirror a swarm', async () => {
  const flow = flowServer(2);
  const { url } = await bridged(flow.connect);
  const before = globalThis.fetch;
  // A browser says where a page comes from; Node does not by itself.
  globalThis.fetch = (to, init) => before(to, { ...init, headers: { ...init?.headers, origin: url.origin } });
  try {
    const client = await connectBridge(new URL(FLOW_PATH, url));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('memory_usage');
    const answer = await client.callTool({ name: 'swarm_init', arguments: { topology: 'hierarchical' } });
    expect(JSON.parse(String(answer.content?.[0]?.text))).toMatchObject({ success: true, swarmId: 'swarm-7' });
    expect(flow.told).toEqual([{ name: 'swarm_init', args: { topology: 'hierarchical' } }]);
  } finally {
    globalThis.fetch = before;
  }
});

test('other tools are neither listed nor called', async () => {
  let calls = 0;
  const { ask } = await bridged(async () => ({
    listTools: async () => ({ tools: [{ name: 'terminal_execute' }, { name: 'swarm_init' }] }),
    callTool: async () => {
      calls++;
      return {};
    },
    close: async () => undefined,
  }));
  expect(JSON.parse((await ask(list)).body).result).toEqual({ tools: [{ name: 'swarm_init' }] });
  const refused = await ask(call('terminal_execute', { command: 'ls' }));
  expect(refused.status).toBe(403);
  expect(refused.body).toContain('tool is \\"terminal_execute\\", expected one of swarm_init');
  expect(calls).toBe(0);
});

test.each([
  ['another origin', { origin: 'https://elsewhere.example' }, 'POST', 403, 'origin is'],
  ['another name of this machine', { host: 'rebound.example' }, 'POST', 403, 'host is'],
  ['a link', {}, 'GET', 403, 'method is GET'],
])('%s is refused before anybody is started', async (_, headers, method, status, words) => {
  let started = 0;
  const { ask } = await bridged(async () => {
    started++;
    return flowServer(2).connect();
  });
  const answer = await ask(method === 'GET' ? '' : list, headers, method);
  expect(answer).toMatchObject({ status, body: expect.stringContaining(words) });
  expect(started).toBe(0);
});

test.each([
  ['{"method":', 502, 'JSON'],
  ['3', 400, 'expected an object'],
  [JSON.stringify({ method: 'resources/list' }), 400, 'expected tools/list or tools/call'],
  [call('swarm_init'), 409, 'before they were listed'],
  ['x'.repeat(65 * 1024), 413, 'longer than 65536 bytes'],
])('%.30s: %i', async (body, status, words) => {
  const { ask } = await bridged(flowServer(2).connect);
  expect(await ask(body)).toMatchObject({ status, body: expect.stringContaining(words) });
});

test('who lists again after a loss gets a new Claude Flow', async () => {
  const flow = flowServer(2);
  const { ask } = await bridged(flow.connect);
  await ask(list);
  await flow.die();
  expect((await ask(call('swarm_init', { topology: 'star' }))).status).toBe(502);
  expect((await ask(call('swarm_init', { topology: 'star' }))).status).toBe(409);
  expect((await ask(list)).status).toBe(200);
  expect((await ask(call('swarm_init', { topology: 'star' }))).status).toBe(200);
});
