// SPDX-License-Identifier: Apache-2.0
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { createServer, loadProtocol } from '../../../cli/mcp/server.ts';
import type { PoseTool } from '../../../src/adapters/mcp.ts';
import { PoseError } from '../../../src/pose/errors.ts';

const inputSchema = {
  type: 'object',
  properties: { image: { type: 'string' } },
  required: ['image'],
  additionalProperties: false,
} as const;

function tool(name: string, run: PoseTool['run']): PoseTool {
  return { name, title: name, description: `${name} it`, inputSchema, run };
}

async function connected(...tools: readonly PoseTool[]): Promise<Client> {
  const { protocol } = await loadProtocol();
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer(protocol, tools, '1.2.3').connect(far);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(near);
  return client;
}

test('tools are listed with what they take, and answer in text and in values', async () => {
  const client = await connected(tool('echo', async ({ image }) => ({ image })));
  const { tools } = await client.listTools();
  expect(tools).toMatchObject([{ name: 'echo', description: 'echo it', annotations: { readOnlyHint: true } }]);
  expect(tools[0]?.inputSchema).toMatchObject(inputSchema);
  expect(client.getServerVersion()).toMatchObject({ name: 'poseswarm', version: '1.2.3' });
  const answer = await client.callTool({ name: 'echo', arguments: { image: 'a.jpg' } });
  expect(answer).toMatchObject({ structuredContent: { image: 'a.jpg' } });
  expect(answer.content).toEqual([{ type: 'text', text: '{"image":"a.jpg"}' }]);
  await client.close();
});

test('what a tool refuses is an answer that says why', async () => {
  const client = await connected(
    tool('fail', async () => {
      throw new PoseError('decode-failed', 'it is empty');
    }),
  );
  const answer = await client.callTool({ name: 'fail', arguments: { image: 'a.jpg' } });
  expect(answer).toMatchObject({ isError: true, content: [{ type: 'text', text: 'decode-failed: it is empty' }] });
  await client.close();
});

test('arguments that the schema does not know never reach a tool', async () => {
  let calls = 0;
  const client = await connected(
    tool('count', async () => {
      calls++;
      return {};
    }),
  );
  const answer = await client
    .callTool({ name: 'count', arguments: { picture: 'a.jpg' } })
    .catch(() => ({ isError: true }));
  expect(answer.isError).toBe(true);
  expect(calls).toBe(0);
  await client.close();
});
