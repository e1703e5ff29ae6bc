// SPDX-License-Identifier: Apache-2.0
// Keeps the whole page on the device, so that it opens without a network; and isolates it where its host does not send
// the headers for that (https://web.dev/articles/coop-coep says which, and what for).
import { PAGE_HEADERS } from '../../cli/page-headers.ts';
import type { Precache } from './precache.ts';

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: Precache;

// Other pages of the same origin may be poseswarms, too.
const PREFIX = `poseswarm ${new URL(self.registration.scope).pathname} `;
const { version, files } = __PRECACHE__;
const CACHE = PREFIX + version;

self.addEventListener('install', (event) => event.waitUntil(keepAll()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', ({ data }) => {
  if (data === 'activate') self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === self.location.origin) event.respondWith(answer(event.request));
});

/** All files of this version or none: a host in the middle of an update fails here, and the old version goes on. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(files.map(([path, integrity]) => keep(cache, path, integrity)));
}

async function keep(cache: Cache, path: string, integrity: string): Promise<void> {
  // `no-cache` asks whether the browser's own copy is still good, and does not download it again if it is.
  const response = await fetch(path, { integrity, cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${path} answers ${response.status}, expected 200`);
  await cache.put(path, withPageHeaders(response));
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // Settings that are shared in an address are read by the page, not by the host.
  const kept = await cache.match(request.url.replace(/\/index\.html(?=$|[?#])/, '/'), { ignoreSearch: true });
  if (kept === undefined) return withPageHeaders(await fetch(request));
  const range = request.headers.get('range');
  return range === null ? kept : partOf(kept, range);
}

function withPageHeaders(response: Response): Response {
  if (response.status === 0 || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  // They spoke of the body as it travelled; this one is unpacked.
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
  for (const [name, value] of Object.entries(PAGE_HEADERS)) headers.set(name, value);
  const { status, statusText } = response;
  // These must not have a body (RFC 9110, 15.3.5 and 15.4.5).
  const body = status === 204 || status === 304 ? null : response.body;
  return new Response(body, { status, statusText, headers });
}

/** Videos are read in parts (RFC 9110, 14.1.2): one range, which is all that browsers ask for. */
async function partOf(whole: Response, range: string): Promise<Response> {
  const bytes = await whole.arrayBuffer();
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = from === '' ? Math.max(0, bytes.byteLength - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes.byteLength : Math.min(bytes.byteLength, Number(to) + 1);
  const headers = new Headers(whole.headers);
  if (start >= end) {
    headers.set('Content-Range', `bytes */${bytes.byteLength}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('Content-Range', `bytes ${start}-${end - 1}/${bytes.byteLength}`);
  headers.set('Content-Length', String(end - start));
  return new Response(bytes.slice(start, end), { status: 206, headers });
}
