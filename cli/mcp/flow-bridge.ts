// SPDX-License-Identifier: Apache-2.0
// Passes a page's calls on to Claude Flow: the swarm of a page runs in the browser, which can start no process.
import type { IncomingMessage } from 'node:http';
import { FLOW_TOOLS, type FlowClient } from '../../src/adapters/claude-flow.ts';
import { shorten } from '../../src/pose/check.ts';
import { isRecord } from '../../src/swarm/agents/check.ts';
import { sentence } from '../io.ts';
import type { Dynamic, VirtualFile } from '../static-server.ts';

/** Where the page asks, and the word in its address by which it knows that it may. */
export const FLOW_PATH = '/claude-flow';

/** Of a call, bytes: what is told of a swarm is a twentieth of it. */
const LONGEST = 64 * 1024;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

interface Answer {
  readonly status: number;
  readonly reply: object;
}

/**
 * Answers JSON-RPC of the Model Context Protocol (`tools/list`, `tools/call`), a message a request, for pages of this server that were
 * opened on this machine; only tools that mirror a swarm can be called, for such servers have others that run commands.
 */
export function createFlowBridge(connect: () => Promise<FlowClient>): {
  readonly answer: Dynamic;
  close(): Promise<void>;
} {
  let joined: Promise<FlowClient> | undefined;

  async function close(): Promise<void> {
    const client = await joined?.catch(() => undefined);
    joined = undefined;
    await client?.close().catch(() => undefined);
  }

  async function ask(method: unknown, params: unknown): Promise<Answer> {
    if (method === 'tools/list') {
      // A page that begins anew finds its swarm not introduced: it lists first, and then introduces it.
      joined ??= connect();
      const { tools } = await (await joined).listTools();
      return result({ tools: tools.filter(({ name }) => FLOW_TOOLS.includes(name)) });
    }
    if (method !== 'tools/call' || !isRecord(params)) {
      return failure(400, `method is ${JSON.stringify(method)}, expected tools/list or tools/call`);
    }
    const { name, arguments: args } = params;
    if (typeof name !== 'string' || !FLOW_TOOLS.includes(name) || !isRecord(args)) {
      return failure(403, `tool is ${shorten(JSON.stringify(name) ?? '')}, expected one of ${FLOW_TOOLS.join(', ')}`);
    }
    if (joined === undefined) return failure(409, 'tools were called before they were listed');
    return result(await (await joined).callTool({ name, arguments: args }));
  }

  return {
    close,
    async answer(request) {
      const refusal = refusalOf(request);
      if (refusal !== undefined) return file(failure(403, refusal));
      const body = await bodyOf(request);
      if (body === undefined) return file(failure(413, `the call is longer than ${LONGEST} bytes`));
      try {
        const message: unknown = JSON.parse(body);
        return file(isRecord(message) ? await ask(message.method, message.params) : failure(400, 'expected an object'));
      } catch (error) {
        // Whoever asks begins anew, with a Claude Flow that is started anew.
        await close();
        return file(failure(502, sentence(error)));
      }
    },
  };
}

/** Why a request is not answered: it does not come from a page of this server, or not from this machine. */
function refusalOf({ method, headers }: IncomingMessage): string | undefined {
  const { host = '', origin } = headers;
  if (method !== 'POST') return `method is ${method}, expected POST`;
  if (!LOOPBACK.test(host)) return `host is ${JSON.stringify(host)}, expected that of this machine`;
  if (origin !== `http://${host}`) return `origin is ${JSON.stringify(origin)}, expected "http://${host}"`;
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LONGEST) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function result(value: object): Answer {
  return { status: 200, reply: { result: value } };
}

function failure(status: number, message: string): Answer {
  return { status, reply: { error: { code: -32000, message } } };
}

function file({ status, reply }: Answer): { status: number; file: VirtualFile } {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...reply });
  return { status, file: { type: 'application/json', body } };
}
