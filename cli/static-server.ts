// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** A file that exists only in memory. */
export interface VirtualFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface StaticServerOptions {
  /** Folder that is served; nothing outside it can be reached. */
  readonly root: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Files by path ("/start.js"), looked at before the folder. */
  readonly virtual?: ReadonlyMap<string, VirtualFile>;
}

export interface StaticServer {
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

/** Isolation makes shared memory possible; the policy lets WebAssembly compile and nothing come from elsewhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
    "img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** Serves a folder over HTTP with the headers of an isolated page. Rejects when the address is taken. */
export async function startStaticServer(options: StaticServerOptions): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => send(response, 500, 'text/plain', 'the server failed'));
  });
  await listening(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { port, host }: StaticServerOptions): Promise<void> {
  return new Promise((resolveListening, reject) => {
    server.once('error', (error) =>
      reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}; expected a free port.`)),
    );
    server.listen(port, host, resolveListening);
  });
}

async function answer(options: StaticServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 405, 'text/plain', 'GET or HEAD only');
  const path = requestPath(request.url ?? '/');
  if (path === undefined) return send(response, 400, 'text/plain', 'bad path');
  const virtual = options.virtual?.get(path);
  if (virtual !== undefined) return send(response, 200, virtual.type, virtual.body);
  const root = resolve(options.root);
  const file = resolve(join(root, path.endsWith('/') ? `${path}index.html` : path));
  const body = file.startsWith(root + sep) ? await readFile(file).catch(() => undefined) : undefined;
  if (body === undefined) return send(response, 404, 'text/plain', 'not found');
  send(response, 200, TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream', body);
}

/** The decoded path of a request, undefined when it cannot be one. */
function requestPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...PAGE_HEADERS, 'Content-Type': type, 'Content-Length': bytes.byteLength });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}
