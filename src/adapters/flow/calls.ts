// SPDX-License-Identifier: Apache-2.0
// The tools of Claude Flow that the swarm calls: versions 2 and 3 name some of them differently and want other arguments.
import { shorten } from '../../pose/check.ts';
import type { AgentHealth } from '../../runtime/agents.ts';
import { isRecord } from '../../swarm/agents/check.ts';

/** A tool as its server lists it. */
export interface FlowTool {
  readonly name: string;
  readonly inputSchema?: { readonly properties?: Readonly<Record<string, unknown>> | undefined } | undefined;
}

/** What a tool answers. */
export interface FlowAnswer {
  readonly isError?: boolean | undefined;
  readonly content?: readonly { readonly type: string; readonly text?: unknown }[] | undefined;
}

/** A client of the Model Context Protocol that is connected: the protocol's own `Client` is one. */
export interface FlowClient {
  listTools(): Promise<{ readonly tools: readonly FlowTool[] }>;
  callTool(call: { readonly name: string; readonly arguments: Record<string, unknown> }): Promise<FlowAnswer>;
  close(): Promise<void>;
}

/** What a tool refused; the connection is as good as before. */
export class FlowRefusal extends Error {
  override readonly name = 'FlowRefusal';
}

/** What the swarm has to say, and the tools that take it: the first one that the server lists is called. */
const TOOLS = {
  init: ['swarm_init'],
  spawn: ['agent_spawn'],
  task: ['task_orchestrate', 'coordination_orchestrate'],
  store: ['memory_usage', 'memory_store'],
  monitor: ['swarm_monitor', 'swarm_status'],
} as const;

export type FlowPurpose = keyof typeof TOOLS;

/** Names of all tools that may be called: what a bridge lets through. */
export const FLOW_TOOLS: readonly string[] = Object.values(TOOLS).flat();

const PURPOSES = Object.keys(TOOLS) as readonly FlowPurpose[];
const NAMESPACE = 'poseswarm';
/** Seconds after which what was stored is forgotten: a swarm that is gone shall not seem to be there. */
const TTL_SECONDS = 60;

/** The calls of one connection. What the server has no tool for is not called; each throws `FlowRefusal` for what is refused. */
export interface FlowCalls {
  /** What the server has no tool for. */
  readonly missing: readonly FlowPurpose[];
  /** @returns The swarm's id there, and how many agents it takes. */
  init(agents: number): Promise<{ readonly swarmId: string | undefined; readonly room: number }>;
  spawn(agent: AgentHealth, swarmId: string | undefined): Promise<void>;
  task(what: string): Promise<void>;
  store(key: string, value: object): Promise<void>;
  monitor(swarmId: string | undefined, everyMs: number): Promise<void>;
}

/** Finds the tools of a server. @throws Error when it has none of them: it is something else. */
export async function openCalls(client: FlowClient): Promise<FlowCalls> {
  const { tools } = await client.listTools();
  const found = new Map(PURPOSES.map((purpose) => [purpose, toolFor(purpose, tools)] as const));

  const missing = PURPOSES.filter((purpose) => found.get(purpose) === undefined);
  if (missing.length === PURPOSES.length) {
    throw new Error(`the server has ${tools.length} tools, none of them ${TOOLS.init[0]}; expected Claude Flow`);
  }

  /** Arguments that a tool does not know are left out: version 3 calls `type` `agentType`, and so on. */
  async function call(purpose: FlowPurpose, args: Readonly<Record<string, unknown>>): Promise<Answered> {
    const tool = found.get(purpose);
    if (tool === undefined) return {};
    const known = tool.inputSchema?.properties;
    const fitting = Object.entries(args).filter(([name, value]) => value !== undefined && (!known || name in known));
    return read(tool.name, await client.callTool({ name: tool.name, arguments: Object.fromEntries(fitting) }));
  }

  return {
    missing,
    async init(agents) {
      const answer = await call('init', { topology: 'hierarchical', maxAgents: agents, strategy: 'adaptive' });
      const { swarmId = answer.id, maxAgents } = answer;
      return {
        swarmId: typeof swarmId === 'string' ? swarmId : undefined,
        room: typeof maxAgents === 'number' ? Math.min(agents, maxAgents) : agents,
      };
    },
    async spawn({ id, level, role, squad, parameters }, swarmId) {
      const type = level === 1 ? 'coordinator' : 'specialist';
      const capabilities = [role, `level ${level}`, squad, `${parameters} parameters`];
      // Ids of version 3 are letters, digits, _ and -.
      const agentId = id.replaceAll(/[^\w-]/g, '-');
      await call('spawn', { type, agentType: type, name: id, agentId, capabilities, domain: role, swarmId });
    },
    async task(what) {
      await call('task', { task: what, strategy: 'parallel', priority: 'high' });
    },
    async store(key, value) {
      const text = JSON.stringify(value);
      await call('store', { action: 'store', key, value: text, namespace: NAMESPACE, ttl: TTL_SECONDS });
    },
    async monitor(swarmId, everyMs) {
      await call('monitor', { swarmId, interval: everyMs });
    },
  };
}

function toolFor(purpose: FlowPurpose, tools: readonly FlowTool[]): FlowTool | undefined {
  for (const wanted of TOOLS[purpose]) {
    const tool = tools.find(({ name }) => name === wanted);
    if (tool) return tool;
  }
  return undefined;
}

/** What is looked for in an answer; nothing in it is trusted to be there. */
interface Answered {
  readonly success?: unknown;
  readonly error?: unknown;
  readonly id?: unknown;
  readonly swarmId?: unknown;
  readonly maxAgents?: unknown;
}

/** The JSON of an answer's text. @throws FlowRefusal for an answer that says it is none. */
function read(name: string, { isError, content }: FlowAnswer): Answered {
  const text = content?.find(({ type }) => type === 'text')?.text;
  const answer = parse(text);
  if (isError === true || answer.success === false) {
    throw new FlowRefusal(`${name} refused: ${shorten(String(answer.error ?? text ?? 'no word why'), 200)}`);
  }
  return answer;
}

function parse(text: unknown): Answered {
  try {
    const value: unknown = JSON.parse(String(text));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
