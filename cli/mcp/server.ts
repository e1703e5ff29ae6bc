// SPDX-License-Identifier: Apache-2.0
// The swarm's tools on a server of the Model Context Protocol. Its package is an optional peer.
import type { McpServer } from '@modelcontextprotocol/server';
import type { PoseTool } from '../../src/adapters/mcp.ts';
import { PoseError } from '../../src/pose/errors.ts';
import { sentence } from '../io.ts';
import { optionalPackage } from '../optional-package.ts';

export type Protocol = typeof import('@modelcontextprotocol/server');

/** The protocol's package. @throws PoseError `unsupported` where it is not installed. */
export function loadProtocol(): Promise<{
  protocol: Protocol;
  stdio: typeof import('@modelcontextprotocol/server/stdio');
}> {
  const load = async () => ({
    protocol: await import('@modelcontextprotocol/server'),
    stdio: await import('@modelcontextprotocol/server/stdio'),
  });
  return optionalPackage(load, 'Models are served', '@modelcontextprotocol/server');
}

/** A server with these tools. What a tool refuses is its answer, with the error's code: the caller is to read it. */
export function createServer(
  { McpServer, fromJsonSchema }: Protocol,
  tools: readonly PoseTool[],
  version: string,
): McpServer {
  const server = new McpServer({ name: 'poseswarm', version });
  for (const { name, title, description, inputSchema, run } of tools) {
    // Their type of a schema wants lists that may be changed.
    const schema = fromJsonSchema<Record<string, unknown>>({ ...inputSchema, required: [...inputSchema.required] });
    const annotations = { readOnlyHint: true, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema: schema, annotations }, async (input) => {
      try {
        const answer = await run(input);
        return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer };
      } catch (error) {
        const text = error instanceof PoseError ? `${error.code}: ${error.message}` : sentence(error);
        return { isError: true, content: [{ type: 'text', text }] };
      }
    });
  }
  return server;
}
