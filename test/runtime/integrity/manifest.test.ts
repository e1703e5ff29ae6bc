// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manifestText } from '../../../scripts/signing.ts';
import { PoseError } from '../../../src/pose/errors.ts';
import { parseManifest } from '../../../src/runtime/integrity/manifest.ts';

const entry = { name: 'swarm.safetensors', bytes: 5, sha256: 'ab'.repeat(32) };
const encode = (text: string) => new TextEncoder().encode(text);

test('the entries of a manifest are found by their names', () => {
  const other = { ...entry, name: 'kernels.wasm' };
  const entries = parseManifest(encode(manifestText({ version: 1, assets: [entry, other] })));
  expect([...entries]).toEqual([
    ['swarm.safetensors', entry],
    ['kernels.wasm', other],
  ]);
});

test.each([
  ['no JSON', 'swarm', /is no JSON text/],
  ['something else', '5', /has version undefined, expected 1/],
  ['another version', '{"version":2,"assets":[]}', /has version 2, expected 1/],
  ['no assets', '{"version":1}', /has assets undefined, expected an array/],
  ['an asset that is none', '{"version":1,"assets":[null]}', /has null as asset 0/],
  ['a name that is a path', JSON.stringify({ version: 1, assets: [{ ...entry, name: '../a' }] }), /"\.\.\/a"/],
  ['half a byte', JSON.stringify({ version: 1, assets: [{ ...entry, bytes: 0.5 }] }), /as asset 0/],
  ['a short hash', JSON.stringify({ version: 1, assets: [{ ...entry, sha256: 'ab' }] }), /as asset 0/],
  ['an asset twice', JSON.stringify({ version: 1, assets: [entry, entry] }), /twice/],
  ['a long name that is a path', JSON.stringify({ version: 1, assets: [`/${'a'.repeat(6e4)}`] }), /^.{80,200}$/],
  ['much too much', ' '.repeat(65537), /has 65537 bytes, expected at most 65536/],
])('%s is refused in a sentence', (_, text, sentence) => {
  expect(() => parseManifest(encode(text))).toThrow(
    expect.objectContaining({ code: 'bad-signature', message: expect.stringMatching(sentence) }),
  );
});

test('whatever the bytes are, the answer is entries or a PoseError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(encode)), (bytes) => {
      try {
        parseManifest(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(PoseError);
      }
    }),
  );
});
