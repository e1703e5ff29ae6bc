// SPDX-License-Identifier: Apache-2.0
// Manifests signed with a throw-away key: what a release has, without its key.
import { createHash } from 'node:crypto';
import { manifestText, newPrivateKey, publicKeyOf, signText } from '../../scripts/signing.ts';
import type { AssetIntegrity } from '../../src/runtime/integrity/verifier.ts';

export type Signed = Required<AssetIntegrity> & { readonly manifest: Uint8Array; readonly signature: Uint8Array };

/** Signs any text. */
export function signWithNewKey(text: string, key = newPrivateKey()): Signed {
  return {
    manifest: new TextEncoder().encode(text),
    signature: new TextEncoder().encode(signText(text, key)),
    publicKey: publicKeyOf(key),
  };
}

/** A signed manifest of these files. */
export function signedManifest(files: Readonly<Record<string, Uint8Array>>, key?: string): Signed {
  const assets = Object.entries(files).map(([name, bytes]) => ({
    name,
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return signWithNewKey(manifestText({ version: 1, assets }), key);
}

/** The same bytes, one bit of one of them turned. */
export function tampered<T extends Uint8Array>(bytes: T, at = bytes.byteLength >> 1): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
