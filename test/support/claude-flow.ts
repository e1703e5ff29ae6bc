// SPDX-License-Identifier: Apache-2.0
// Servers that list and take the tools of Claude Flow, and write down what they were told.
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import type { FlowClient } from '../../src/adapters/claude-flow.ts';

export interface Told {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

export type Answer = (args: Record<string, unknown>) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** The arguments of both versions' tools, as far as they matter; the first one is required. */
const VERSIONS = {
  2: {
    swarm_init: 'topology maxAgents strategy',
    agent_spawn: 'type name capabilities swarmId',
    task_orchestrate: 'task strategy priority',
    memory_usage: 'action key value namespace ttl',
    swarm_monitor: 'swarmId interval',
  },
  3: {
    swarm_init: 'topology maxAgents strategy',
    agent_spawn: 'agentType agentId swarmId domain',
    coordination_orchestrate: 'task strategy',
    memory_store: 'key value namespace ttl',
    swarm_status: 'swarmId',
  },
} as const;

function schemaOf(args: string) {
  const names = args.split(' ');
  const properties = Object.fromEntries(names.map((name) => [name, {}]));
  return fromJsonSchema<Record<string, unknown>>({
    type: 'object',
    properties,
    required: names.slice(0, 1),
    additionalProperties: false,
  });
}

/**
 * A server.
 *
 * @param tell Is told of every call.
 * @param answers What tools answer besides success, by name.
 */
export function createFlowServer(
  version: keyof typeof VERSIONS,
  tell: (call: Told) => void,
  answers: Record<string, Answer> = {},
): McpServer {
  const server = new McpServer({ name: 'claude-flow', version: `${version}.0.0` });
  for (const [name, known] of Object.entries(VERSIONS[version])) {
    server.registerTool(name, { inputSchema: schemaOf(known) }, async (args) => {
      tell({ name, args });
      const own = await answers[name]?.(args);
      const answer = { success: true, ...(name === 'swarm_init' ? { swarmId: 'swarm-7' } : {}), ...own };
      return { content: [{ type: 'text' as const, text: JSON.stringify(answer) }] };
    });
  }
  return server;
}

/** Servers in this process, one for each client that connects. */
export function flowServer(version: keyof typeof VERSIONS, answers: Record<string, Answer> = {}) {
  const told: Told[] = [];
  const open: McpServer[] = [];
  return {
    told,
    named: (name: string) => told.filter((one) => one.name === name).map(({ args }) => args),
    async connect(): Promise<FlowClient> {
      const server = createFlowServer(version, (call) => told.push(call), answers);
      const [near, far] = InMemoryTransport.createLinkedPair();
      await server.connect(far);
      open.push(server);
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(near);
      return client;
    },
    /** Hangs up on everybody. */
    async die(): Promise<void> {
      for (const server of open.splice(0)) await server.close();
    },
  };
}
