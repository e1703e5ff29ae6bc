// SPDX-License-Identifier: Apache-2.0
// A browser can start no process, and Claude Flow answers no page of another origin: what serves the page passes the calls on
// (`poseswarm serve --claude-flow`).
import { isRecord } from '../../swarm/agents/check.ts';
import type { FlowAnswer, FlowClient, FlowTool } from './calls.ts';

/**
 * The client of a page whose server has a bridge.
 *
 * @param url Of the bridge, of the page's own origin: `/claude-flow`.
 */
export function connectBridge(url: string | URL): Promise<FlowClient> {
  async function ask(method: string, params: object): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const reply: unknown = await response.json().catch(() => undefined);
    if (!isRecord(reply)) throw new Error(`${url} answered ${response.status}, expected JSON of a bridge`);
    if (isRecord(reply.error)) throw new Error(String(reply.error.message));
    return isRecord(reply.result) ? reply.result : {};
  }
  return Promise.resolve({
    async listTools() {
      const { tools } = await ask('tools/list', {});
      return { tools: Array.isArray(tools) ? (tools as FlowTool[]) : [] };
    },
    // What is in an answer is looked at as if it might be anything.
    callTool: (call) => ask('tools/call', call) as Promise<FlowAnswer>,
    close: () => Promise.resolve(),
  });
}
