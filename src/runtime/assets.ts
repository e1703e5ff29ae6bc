// SPDX-License-Identifier: Apache-2.0
// Bytes of weights and kernels, from wherever the caller has them.
import { inWords, kindOf, shorten } from '../pose/check.ts';
import { PoseError, type PoseErrorCode } from '../pose/errors.ts';
import { LIMITS } from '../pose/limits.ts';
import { fromNode } from './from-node.ts';
import type { FileProgress } from './load-progress.ts';

/** Where bytes come from: an address (absolute, or relative to the page), a response, or the bytes themselves. */
export type ByteSource = URL | string | Response | ArrayBuffer | Uint8Array;

/**
 * The bytes of a source. `file:` addresses are read with Node's file system.
 *
 * @param what The thing that is loaded, for the error's sentence.
 * @param progress Told of the bytes as they come.
 * @throws PoseError `code` when the source cannot be read, `bad-option` when it is none.
 */
export async function loadBytes(
  source: ByteSource,
  what: string,
  code: PoseErrorCode,
  progress?: FileProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  if (isKind(source, 'Uint8Array') || isKind(source, 'ArrayBuffer')) return new Uint8Array(source);
  try {
    if (typeof source === 'string' || isKind(source, 'URL')) return await fromAddress(source, progress);
    if (isKind(source, 'Response')) return await body(source, progress);
  } catch (cause) {
    const reason = shorten(cause instanceof Error ? cause.message : String(cause), 300);
    throw new PoseError(code, `${what} cannot be read: ${reason}`, { cause });
  }
  throw new PoseError('bad-option', `${what} is ${inWords(source)}, expected an address, a Response or bytes`);
}

interface Kinds {
  readonly Uint8Array: Uint8Array;
  readonly ArrayBuffer: ArrayBuffer;
  readonly URL: URL;
  readonly Response: Response;
}

/** Also for what comes from another frame or realm, which `instanceof` would miss. */
function isKind<Kind extends keyof Kinds>(source: unknown, kind: Kind): source is Kinds[Kind] {
  return kindOf(source) === kind;
}

async function fromAddress(address: URL | string, progress?: FileProgress): Promise<Uint8Array<ArrayBuffer>> {
  const url = absolute(address);
  if (url.protocol === 'file:') return readFile(url);
  if (url.protocol === 'data:') return dataOf(url);
  return body(await fetch(url), progress);
}

/**
 * What a `data:` address holds (RFC 2397). Bundlers make one of a small file such as the manifest, and a page's policy that allows
 * requests to its own server only (`connect-src 'self'`) forbids to fetch it.
 */
function dataOf({ href }: URL): Uint8Array<ArrayBuffer> {
  const [, type, data] = /^data:([^,]*),([^#]*)/.exec(href) ?? [];
  if (type === undefined || data === undefined) throw new Error('the data: address has no comma, expected one');
  const text = decodeURIComponent(data);
  return type.endsWith(';base64') ? bytesOf(atob(text)) : new TextEncoder().encode(text);
}

/** The bytes of what `atob` gives. */
export function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(binary, (byte) => byte.charCodeAt(0));
}

function absolute(address: URL | string): URL {
  const base = typeof location === 'undefined' ? undefined : location.href;
  if (!URL.canParse(address, base)) throw new Error(`${inWords(address)} is no address, expected a URL`);
  return new URL(address, base);
}

async function body(response: Response, progress?: FileProgress): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}, expected 200`);
  const { headers } = response;
  // What comes packed is counted unpacked, and only its sender knows how long that is.
  const size = headers.has('content-encoding') ? Number.NaN : Number(headers.get('content-length') ?? Number.NaN);
  if (Number.isSafeInteger(size)) progress?.isToHave(size);
  return readBody(response, progress);
}

/** The body, as long as it is no longer than anything that belongs here. */
async function readBody({ body, url }: Response, progress?: FileProgress): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: Safari's streams are not iterable.
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.byteLength;
    progress?.has(length);
    if (length > LIMITS.maxAssetBytes) {
      await reader.cancel();
      throw tooLong(url || 'the response', length);
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function tooLong(what: string, length: number): Error {
  return new Error(`${what} has ${length} bytes or more, expected at most ${LIMITS.maxAssetBytes}`);
}

/** What is used of `node:fs/promises`. */
interface FileReader {
  stat(path: URL): Promise<{ readonly size: number }>;
  readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}

async function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const files = fromNode<FileReader>('node:fs/promises');
  if (!files) throw new Error(`${shorten(url.href, 100)} is a file, expected an address that this runtime can fetch`);
  const { size } = await files.stat(url);
  if (size > LIMITS.maxAssetBytes) throw tooLong(url.href, size);
  return new Uint8Array(await files.readFile(url));
}
