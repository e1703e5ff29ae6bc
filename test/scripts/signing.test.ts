// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkNames,
  describeAssets,
  keepPrivateKey,
  manifestText,
  newPrivateKey,
  publicKeyOf,
  signText,
} from '../../scripts/signing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a manifest lists files in the order of their names, with size and SHA-256', async () => {
  await writeFile(join(folder, 'b.wasm'), 'abc');
  await writeFile(join(folder, 'a.safetensors'), '');
  const manifest = await describeAssets([join(folder, 'b.wasm'), join(folder, 'a.safetensors')]);
  // FIPS 180-4's example, and the hash of nothing
  expect(manifest).toEqual({
    version: 1,
    assets: [
      {
        name: 'a.safetensors',
        bytes: 0,
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      },
      { name: 'b.wasm', bytes: 3, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    ],
  });
  expect(JSON.parse(manifestText(manifest))).toEqual(manifest);
});

test('a signature is Ed25519 over the text, by the key whose public half is raw base64', () => {
  const key = newPrivateKey();
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKeyOf(key), 'base64').toString('base64url') },
    format: 'jwk',
  });
  const signature = Buffer.from(signText('text', key), 'base64');
  expect(verify(null, Buffer.from('text'), publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.from('tex_'), publicKey, signature)).toBe(false);
  expect(publicKeyOf(newPrivateKey())).not.toBe(publicKeyOf(key));
});

test('a private key is kept for its owner alone, and never written over another', async () => {
  const file = join(folder, 'key');
  await keepPrivateKey(file, 'first');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(keepPrivateKey(file, 'second')).rejects.toThrow(/EEXIST/);
  expect(await readFile(file, 'utf8')).toBe('first');
});

test('files and manifest must name the same: none is missing, none is unknown', () => {
  const listed = ['a.safetensors', 'b.wasm'];
  expect(() => checkNames(['assets/b.wasm', 'weights/a.safetensors'], listed)).not.toThrow();
  expect(() => checkNames(['assets/b.wasm'], listed)).toThrow(/names a\.safetensors, expected to find it here/);
  expect(() => checkNames([], listed)).toThrow(/names a\.safetensors, b\.wasm/);
  expect(() => checkNames(['a.safetensors', 'b.wasm', 'c.wasm'], listed)).toThrow(/does not name c\.wasm/);
});
