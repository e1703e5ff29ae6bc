// SPDX-License-Identifier: Apache-2.0
// The tools over Streamable HTTP, to this machine only: whoever can ask can have any picture below the root read.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpServer } from '@modelcontextprotocol/server';
import { UsageError } from '../args.ts';
import { optionalPackage } from '../optional-package.ts';
import type { Protocol } from './server.ts';

const PATH = '/mcp';
/** Of a request, bytes: a data URL of 48 MB of picture. */
const LONGEST = 65 * 1024 * 1024;

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpService {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param serve Makes a server for a request.
 * @throws UsageError when the port is taken, PoseError `unsupported` where the package is not installed.
 */
export async function serveHttp(
  { createMcpHandler }: Protocol,
  serve: () => McpServer,
  port: number,
): Promise<HttpService> {
  const { localhostHostValidation, localhostOriginValidation, toNodeHandler } = await optionalPackage(
    () => import('@modelcontextprotocol/node'),
    'Models are served over HTTP',
    '@modelcontextprotocol/node',
  );
  // A page elsewhere whose name is made to point here, or that posts from there, is refused.
  const [isHost, isOrigin] = [localhostHostValidation(), localhostOriginValidation()];
  const handler = createMcpHandler(serve, { maxRequestBodySize: LONGEST });
  // Its types do not know exactOptionalPropertyTypes, under which Node's own requests do not suit them.
  const answer = toNodeHandler(handler, { maxRequestBodySize: LONGEST }) as Answer;
  const server = createHttpServer((request, response) => {
    if (!isHost(request, response) || !isOrigin(request, response)) return;
    if (request.url?.split('?')[0] === PATH) void answer(request, response);
    else response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`not found; expected ${PATH}`);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error) =>
      fail(new UsageError(`--http is ${port}: ${error.message}; expected a port that is free.`)),
    );
    server.listen(port, '127.0.0.1', done);
  });
  // A server that listens on an address and a port has such an address.
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${listening}${PATH}`,
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
