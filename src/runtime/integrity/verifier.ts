// SPDX-License-Identifier: Apache-2.0
// Ed25519 over the manifest, SHA-256 over the assets: both of the platform's own Web Cryptography.
import { inWords } from '../../pose/check.ts';
import { PoseError } from '../../pose/errors.ts';
import { type ByteSource, bytesOf, loadBytes } from '../assets.ts';
import { parseManifest } from './manifest.ts';

/** Who vouches for assets: a manifest, its signature, and the key that must have made it. */
export interface AssetIntegrity {
  /** JSON: `{ version: 1, assets: [{ name, bytes, sha256 }] }`. */
  readonly manifest: ByteSource;
  /** The Ed25519 signature (RFC 8032) of the manifest's bytes: 64 bytes in base64. */
  readonly signature: ByteSource;
  /** Raw Ed25519 public key, 32 bytes in base64; that of poseswarm's releases when left out. */
  readonly publicKey?: string;
}

/**
 * How far an asset was checked before it was used. `signed`: its hash is in a manifest with a good signature. `hashed`:
 * its hash is in the manifest, but this platform has no Ed25519 to check who wrote it. `unchecked`: not at all.
 */
export type Trust = 'signed' | 'hashed' | 'unchecked';

/** How far assets were checked, and why no further where the platform sets the limit. */
export interface Checked {
  readonly trust: Trust;
  readonly gap?: string;
}

export interface AssetVerifier extends Checked {
  /** Bytes that the manifest lists under this name; undefined where it lists none, or was not read. */
  sizeOf(name: string): number | undefined;
  /** @throws PoseError `bad-hash` when these are not the bytes that the manifest lists under this name. */
  check(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The part of Web Cryptography that is used. Undefined where a page is no secure context. */
export type Cryptography = Pick<SubtleCrypto, 'digest' | 'importKey' | 'verify'> | undefined;

const NO_CRYPTOGRAPHY =
  'this page is no secure context (https or localhost), so there is no Web Cryptography: weights and kernels are not checked';
const NO_ED25519 =
  'this platform has no Ed25519: weights and kernels are compared with their manifest, but nobody says who wrote that';

/**
 * Reads a manifest and checks its signature.
 *
 * @throws PoseError `bad-signature` when manifest or signature cannot be read, or somebody else signed.
 */
export async function openVerifier(
  integrity: Required<AssetIntegrity>,
  subtle: Cryptography = globalThis.crypto?.subtle,
): Promise<AssetVerifier> {
  if (subtle === undefined) {
    return { trust: 'unchecked', gap: NO_CRYPTOGRAPHY, sizeOf: () => undefined, check: async () => undefined };
  }
  const [manifest, signature] = await Promise.all([
    loadBytes(integrity.manifest, 'the manifest of the assets', 'bad-signature'),
    loadBytes(integrity.signature, "the manifest's signature", 'bad-signature'),
  ]);
  const checked = await checkSignature(subtle, manifest, signature, integrity.publicKey);
  const entries = parseManifest(manifest);
  return {
    ...checked,
    sizeOf: (name) => entries.get(name)?.bytes,
    async check(name, bytes) {
      const entry = entries.get(name);
      if (entry === undefined)
        throw new PoseError('bad-hash', `the file ${name} is not in the manifest, expected it there`);
      const hash = hex(await subtle.digest('SHA-256', bytes));
      if (bytes.byteLength === entry.bytes && hash === entry.sha256) return;
      throw new PoseError(
        'bad-hash',
        `the file ${name} has ${bytes.byteLength} bytes and SHA-256 ${hash}, expected ${entry.bytes} bytes and ` +
          `${entry.sha256} as its manifest says: it was changed after the manifest was made`,
      );
    },
  };
}

async function checkSignature(
  subtle: NonNullable<Cryptography>,
  manifest: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  publicKey: string,
): Promise<Checked> {
  const key = await importKey(subtle, publicKey);
  if (key === undefined) return { trust: 'hashed', gap: NO_ED25519 };
  const bytes = fromBase64(new TextDecoder().decode(signature).trim(), 64, "the manifest's signature", 'bad-signature');
  if (await subtle.verify('Ed25519', key, bytes, manifest)) return { trust: 'signed' };
  throw new PoseError(
    'bad-signature',
    `the manifest of the assets is not signed by ${publicKey}, expected that key's signature of every byte of it`,
  );
}

/** Undefined where the platform has no Ed25519 (Chrome before 137, Firefox before 129, Safari before 17). */
async function importKey(subtle: NonNullable<Cryptography>, publicKey: string): Promise<CryptoKey | undefined> {
  const raw = fromBase64(publicKey, 32, 'publicKey', 'bad-option');
  try {
    return await subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotSupportedError') return undefined;
    throw new PoseError('bad-option', `publicKey is ${publicKey}, expected an Ed25519 key`, { cause });
  }
}

function fromBase64(
  text: string,
  length: number,
  what: string,
  code: 'bad-option' | 'bad-signature',
): Uint8Array<ArrayBuffer> {
  // The key is the caller's, and may be anything whatever its type says.
  const isBase64 = typeof text === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  const binary = isBase64 ? atob(text) : '';
  if (binary.length === length) return bytesOf(binary);
  throw new PoseError(code, `${what} is ${inWords(text)}, expected ${length} bytes in base64`);
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
