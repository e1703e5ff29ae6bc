// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { LIMITS } from '../../src/pose/limits.ts';
import { type ByteSource, bytesOf, loadBytes } from '../../src/runtime/assets.ts';

const CONTENT = Uint8Array.of(1, 2, 3, 250);
const file = join(mkdtempSync(join(tmpdir(), 'poseswarm-')), 'asset.bin');
let server: Server;
let origin = '';

beforeAll(async () => {
  writeFileSync(file, CONTENT);
  server = createServer((request, response) => {
    response.statusCode = request.url === '/asset.bin' ? 200 : 404;
    response.end(request.url === '/asset.bin' ? CONTENT : 'not here');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

/** A byte more than anything that is loaded. */
function longFile(): URL {
  const path = `${file}.big.bin`;
  writeFileSync(path, '');
  truncateSync(path, LIMITS.maxAssetBytes + 1);
  return pathToFileURL(path);
}

/** Never ends by itself. */
function endless(): Response {
  return new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(100_000)) }));
}

test.each([
  ['bytes', () => CONTENT],
  ['bytes of another realm', () => runInNewContext('Uint8Array.of(1, 2, 3, 250)')],
  ['a buffer of another realm', () => runInNewContext('Uint8Array.of(1, 2, 3, 250).buffer')],
  ['a view into more bytes', () => Uint8Array.of(9, ...CONTENT, 9).subarray(1, 5)],
  ['a buffer', () => CONTENT.slice().buffer],
  ['a response', () => new Response(CONTENT)],
  ['a file address', () => pathToFileURL(file)],
  ['a file address as text', () => pathToFileURL(file).href],
  ['a web address', () => new URL('/asset.bin', origin)],
  ['bytes within an address', () => `data:application/octet-stream;base64,${Buffer.from(CONTENT).toString('base64')}`],
  ['a web address as text', () => `${origin}/asset.bin`],
])('%s gives its bytes', async (_, source) => {
  expect(await loadBytes(source(), 'the asset', 'bad-weights')).toEqual(CONTENT);
});

test('text within an address needs no request: policies forbid to fetch data', async () => {
  const text = '{"version":1,"is":"ä, 100 %"}';
  const requests = vi.spyOn(globalThis, 'fetch');
  const bytes = await loadBytes(`data:application/json,${encodeURIComponent(text)}`, 'the asset', 'bad-weights');
  expect(new TextDecoder().decode(bytes)).toBe(text);
  expect(requests).not.toHaveBeenCalled();
  requests.mockRestore();
});

test.each([[5], [null], [{}]])('%j is no source', async (source) => {
  const given = source as unknown as ByteSource; // plain JavaScript may pass anything
  await expect(loadBytes(given, 'the asset', 'bad-weights')).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(/the asset is .*, expected an address, a Response or bytes/),
  });
});

test('what is no source is told in few words, however long it is', async () => {
  const given = Array(1e5).fill(1) as unknown as ByteSource; // as above
  await expect(loadBytes(given, 'the asset', 'bad-weights')).rejects.toThrow(/^the asset is .{0,80}$/);
  await expect(loadBytes('x'.repeat(1e5), 'the asset', 'bad-weights')).rejects.toThrow(/^the asset .{0,200}$/);
});

test('every character of what atob gives is a byte', () => {
  expect([...bytesOf(atob('AH+A/w=='))]).toEqual([0, 127, 128, 255]);
});

test.each([
  ['a file that is not there', () => pathToFileURL(`${file}.gone`), /the asset cannot be read: .*ENOENT/],
  ['a page that is not there', () => `${origin}/gone.bin`, /answers 404, expected 200/],
  ['a response that failed', () => new Response('no', { status: 500 }), /answers 500/],
  ['a response without end', () => endless(), /has \d+ bytes or more, expected at most 4194304/],
  ['a file that is too long', () => longFile(), /big\.bin has 4194305 bytes or more, expected at most 4194304/],
  ['an address that holds no data', () => 'data:text/plain', /the data: address has no comma/],
  ['data that is no base64', () => 'data:text/plain;base64,%25', /the asset cannot be read/],
  ['a text that is no address', () => 'somewhere', /"somewhere" is no address/],
  ['a server that is not there', () => 'http://127.0.0.1:1/asset.bin', /the asset cannot be read/],
])('%s is a typed error', async (_, source, sentence) => {
  await expect(loadBytes(source(), 'the asset', 'bad-weights')).rejects.toEqual(
    expect.objectContaining({ name: 'PoseError', code: 'bad-weights', message: expect.stringMatching(sentence) }),
  );
});
