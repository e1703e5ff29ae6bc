// SPDX-License-Identifier: Apache-2.0
// Makes what src/runtime/integrity checks: a manifest of assets, and its Ed25519 signature (RFC 8032).
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Manifest } from '../src/runtime/integrity/manifest.ts';

/** Name, size and SHA-256 of files, in the order of their names. */
export async function describeAssets(files: readonly string[]): Promise<Manifest> {
  const assets = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { name: basename(file), bytes: bytes.byteLength, sha256 };
    }),
  );
  return { version: 1, assets: assets.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** The manifest's text: what is signed, to the byte. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Base64 signature of a text. `privateKey` is PKCS #8 in PEM. */
export function signText(text: string, privateKey: string): string {
  return `${sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64')}\n`;
}

/** Raw Ed25519 public key, base64: the last 32 bytes of its SPKI form (RFC 8410). */
export function publicKeyOf(privateKey: string): string {
  const spki = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  return spki.subarray(-32).toString('base64');
}

/** A fresh private key, PKCS #8 in PEM. */
export function newPrivateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Keeps a private key in a file that only its owner reads. @throws when the file is there already. */
export async function keepPrivateKey(file: string, privateKey: string): Promise<void> {
  await writeFile(file, privateKey, { mode: 0o600, flag: 'wx' });
}

/** @throws Error when the files that lie here are not those that a manifest names: each of them, and no other. */
export function checkNames(files: readonly string[], listed: Iterable<string>): void {
  const here = new Set(files.map((file) => basename(file)));
  const named = new Set(listed);
  const missing = [...named].filter((name) => !here.has(name));
  const unknown = [...here].filter((name) => !named.has(name));
  if (missing.length > 0) throw new Error(`The manifest names ${missing.join(', ')}, expected to find it here.`);
  if (unknown.length > 0) throw new Error(`The manifest does not name ${unknown.join(', ')}, expected it there.`);
}
