// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_HEADERS } from '../../cli/page-headers.ts';
import { type StaticServer, startStaticServer } from '../../cli/static-server.ts';

let folder: string;
let server: StaticServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await mkdir(join(folder, 'root'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'root', 'index.html'), '<title>page</title>');
  await writeFile(join(folder, 'root', 'a b.wasm'), new Uint8Array([0, 1, 2]));
  await mkdir(join(folder, 'root', 'assets'));
  for (const name of ['swarm-DRqe_M-x.safetensors', 'kernels.wasm']) {
    await writeFile(join(folder, 'root', 'assets', name), name);
  }
  const virtual = new Map([['/made.js', { type: 'text/javascript', body: 'export {}' }]]);
  server = await startStaticServer({ root: join(folder, 'root'), port: 0, host: '127.0.0.1', virtual });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** fetch() tidies paths up before it asks; this asks for exactly this one. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, fail) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      done(response.statusCode);
    })
      .on('error', fail)
      .end();
  });
}

describe('static server', () => {
  it('serves index.html with the headers of an isolated page', async () => {
    const response = await fetch(server.url);
    expect(await response.text()).toBe('<title>page</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const [name, value] of Object.entries(PAGE_HEADERS)) expect(response.headers.get(name), name).toBe(value);
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('serves files with their type, by encoded names, and ignores the query', async () => {
    const response = await fetch(`${server.url}a%20b.wasm?v=1`);
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 1, 2]);
  });

  it('serves files that exist only in memory', async () => {
    expect(await (await fetch(`${server.url}made.js`)).text()).toBe('export {}');
  });

  it('answers HEAD without a body', async () => {
    const response = await fetch(server.url, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('19');
    expect(await response.text()).toBe('');
  });

  it('does not send again what the browser has', async () => {
    const etag = (await fetch(server.url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await fetch(server.url, { headers: { 'If-None-Match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) expect(again.headers.get(name), name).toBe(value);
    expect((await fetch(`${server.url}a%20b.wasm`, { headers: { 'If-None-Match': etag } })).status).toBe(200);
  });

  it('lets browsers keep what is named by its content, and nothing else', async () => {
    const keep = async (path: string) => (await fetch(`${server.url}${path}`)).headers.get('cache-control');
    expect(await keep('assets/swarm-DRqe_M-x.safetensors')).toBe('public, max-age=31536000, immutable');
    for (const path of ['', 'a%20b.wasm', 'assets/kernels.wasm', 'assets/none-12345678.js']) {
      expect(await keep(path), path).toBe('no-cache');
    }
  });

  it('sends the headers of another host when it is told to', async () => {
    const plain = await startStaticServer({ root: join(folder, 'root'), port: 0, host: '127.0.0.1', headers: {} });
    const { headers } = await fetch(plain.url);
    await plain.close();
    for (const name of Object.keys(PAGE_HEADERS)) expect(headers.get(name), name).toBeNull();
  });

  it('never leaves its folder', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/x/../../secret.txt']) {
      expect(await rawStatus(path), path).toBe(404);
    }
    expect(await rawStatus('/%00')).toBe(400);
    expect(await rawStatus('/%zz')).toBe(400);
  });

  it('refuses other methods and says what is not there', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${server.url}none.js`)).status).toBe(404);
  });

  it('rejects with a sentence when the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startStaticServer({ root: folder, port, host: '127.0.0.1' })).rejects.toThrow(
      new RegExp(`Cannot listen on 127\\.0\\.0\\.1:${port}: .+; expected a free port`),
    );
  });
});
