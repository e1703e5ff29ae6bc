// SPDX-License-Identifier: Apache-2.0
// Claude Flow as a process of its own, whose command the user names: it is no dependency of ours.
import { type FlowClient, mirrorSwarm } from '../../src/adapters/claude-flow.ts';
import type { Detector } from '../../src/index.ts';
import { UsageError } from '../args.ts';
import type { Io } from '../io.ts';
import { optionalPackage } from '../optional-package.ts';
import { packageVersion } from '../package-root.ts';

export const FLOW_OPTION = { 'claude-flow': { type: 'string' } } as const;

export const FLOW_USAGE = `  --claude-flow COMMAND  tell Claude Flow, which this command starts, who the agents are and once a second how they do; no
                    picture and no keypoint. Needs the package @modelcontextprotocol/client`;

/**
 * What makes a client of a Claude Flow of its own, each time it is called.
 *
 * @param command With its arguments, as on a command line; words with spaces stand in quotes.
 * @throws UsageError without a command, PoseError `unsupported` where the protocol's package is not installed.
 */
export async function flowConnector(command: string): Promise<() => Promise<FlowClient>> {
  const [program, ...args] = words(command);
  if (program === undefined) {
    throw new UsageError(`--claude-flow is ${JSON.stringify(command)}; expected a command that starts Claude Flow.`);
  }
  const { Client, StdioClientTransport } = await loadClient();
  return async () => {
    const client = new Client({ name: 'poseswarm', version: packageVersion() });
    // Version 3 might install something newer else.
    const env = { ...definedOnly(process.env), CLAUDE_FLOW_AUTO_UPDATE: 'false' };
    await client.connect(new StdioClientTransport({ command: program, args, env, stderr: 'ignore' }));
    return client;
  };
}

/** The same for a command's options; undefined where nobody asked for it. */
export async function chosenFlow(values: {
  readonly 'claude-flow'?: string | undefined;
}): Promise<(() => Promise<FlowClient>) | undefined> {
  const command = values['claude-flow'];
  return command === undefined ? undefined : flowConnector(command);
}

/**
 * Mirrors a detector's swarm.
 *
 * @param connect Undefined where nobody asked for it: nothing is done.
 * @returns What ends it, before the detector is disposed of, and tells how it went. Until then the process does not end.
 */
export function startMirror(
  connect: (() => Promise<FlowClient>) | undefined,
  detector: Detector,
  io: Io,
): () => Promise<void> {
  if (connect === undefined) return async () => undefined;
  const mirror = mirrorSwarm(detector, connect);
  return async () => {
    await mirror.close();
    const { introduced, agents, updates, failures, lastFailure } = mirror.report;
    const trouble = failures > 0 ? `; ${failures} calls failed, the last one: ${lastFailure}` : '';
    io.note(
      `poseswarm: Claude Flow was told of ${introduced} of ${agents} agents, and ${updates} times how they do${trouble}`,
    );
  };
}

async function loadClient() {
  const load = async () => ({
    Client: (await import('@modelcontextprotocol/client')).Client,
    StdioClientTransport: (await import('@modelcontextprotocol/client/stdio')).StdioClientTransport,
  });
  return optionalPackage(load, 'Claude Flow is told', '@modelcontextprotocol/client');
}

/** The words of a command line; what stands in quotes is one. */
export function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
