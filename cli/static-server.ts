// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { PAGE_HEADERS } from './page-headers.ts';

/** A file that exists only in memory. */
export interface VirtualFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Answers a request that is about no file. */
export type Dynamic = (request: IncomingMessage) => Promise<{ readonly status: number; readonly file: VirtualFile }>;

export interface StaticServerOptions {
  /** Folder that is served; nothing outside it can be reached. */
  readonly root: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Headers of every answer; `PAGE_HEADERS` when left out. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Files by path ("/start.js"), looked at before the folder. */
  readonly virtual?: ReadonlyMap<string, VirtualFile>;
  /** Who answers at these paths, whatever the method. */
  readonly dynamic?: ReadonlyMap<string, Dynamic>;
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

/** What the page's build names by its content, `name-8characters.ext`, is never another file: it is not asked for again. */
const NAMED_BY_CONTENT = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/** Serves a folder over HTTP with the headers of an isolated page. Rejects when the address is taken. */
export async function startStaticServer(options: StaticServerOptions): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() =>
      send(options, response, 500, { type: 'text/plain', body: 'the server failed' }),
    );
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
  const refuse = (status: number, sentence: string) =>
    send(options, response, status, { type: 'text/plain', body: sentence });
  const path = requestPath(request.url ?? '/');
  const dynamic = path === undefined ? undefined : options.dynamic?.get(path);
  if (dynamic) {
    const { status, file } = await dynamic(request);
    return send(options, response, status, file);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'GET or HEAD only');
  if (path === undefined) return refuse(400, 'bad path');
  const file = options.virtual?.get(path) ?? (await readInside(options.root, path));
  return file === undefined ? refuse(404, 'not found') : send(options, response, 200, file);
}

/** A file of the folder; undefined when there is none, or it lies outside. */
async function readInside(folder: string, path: string): Promise<VirtualFile | undefined> {
  const root = resolve(folder);
  const file = resolve(join(root, path.endsWith('/') ? `${path}index.html` : path));
  const body = file.startsWith(root + sep) ? await readFile(file).catch(() => undefined) : undefined;
  return body && { type: TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream', body };
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

/** Answers; what the browser has already, by its entity tag (RFC 9110, 8.8.3), is not sent again. */
function send(
  { headers = PAGE_HEADERS }: StaticServerOptions,
  response: ServerResponse,
  status: number,
  { type, body }: VirtualFile,
): void {
  const lasting = status === 200 && NAMED_BY_CONTENT.test(requestPath(response.req.url ?? '/') ?? '');
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const known = status === 200 && response.req.headers['if-none-match'] === tag;
  response.writeHead(known ? 304 : status, {
    ...headers,
    ETag: tag,
    'Cache-Control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(known ? {} : { 'Content-Type': type, 'Content-Length': bytes.byteLength }),
  });
  response.end(known || response.req.method === 'HEAD' ? undefined : bytes);
}
