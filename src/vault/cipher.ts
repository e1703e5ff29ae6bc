// SPDX-License-Identifier: Apache-2.0
// AES-GCM with 256 bits (NIST SP 800-38D), by the platform's Web Cryptography.
import { PoseError } from '../pose/errors.ts';

/** What a record is once it is sealed. */
export interface SealedRecord {
  readonly version: number;
  /** How the bytes are to be read: as JSON in UTF-8, or as they are. */
  readonly kind: 'json' | 'bytes';
  /** Initialisation vector: 12 random bytes, never used twice with one key. */
  readonly iv: Uint8Array<ArrayBuffer>;
  /** Ciphertext with its 16-byte tag. */
  readonly data: ArrayBuffer;
}

export const RECORD_VERSION = 1;
/** The length that SP 800-38D recommends: it needs no further hashing, and random ones may seal 2^32 records. */
const IV_BYTES = 12;
const ALGORITHM = { name: 'AES-GCM', length: 256 } as const;

/** A key that no script can read; structured clone stores it all the same. */
export function createKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(ALGORITHM, false, ['encrypt', 'decrypt']);
}

/** Whether a stored thing is a key as `createKey` makes them. */
export function isVaultKey(key: unknown): key is CryptoKey {
  if (!(key instanceof CryptoKey) || key.extractable) return false;
  const { name, length } = key.algorithm as Partial<AesKeyAlgorithm>; // other algorithms have no length
  return name === ALGORITHM.name && length === ALGORITHM.length;
}

/** Encrypts bytes so that they open only unchanged, and only as the record `id`. */
export async function seal(
  key: CryptoKey,
  id: string,
  kind: SealedRecord['kind'],
  plain: Uint8Array<ArrayBuffer>,
): Promise<SealedRecord> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const additionalData = label(RECORD_VERSION, id, kind);
  const data = await crypto.subtle.encrypt({ name: ALGORITHM.name, iv, additionalData }, key, plain);
  return { version: RECORD_VERSION, kind, iv, data };
}

/**
 * The bytes of a record.
 *
 * @throws PoseError `bad-vault` when it was changed, moved to another id, sealed with another key or by a later version.
 */
export async function unseal(key: CryptoKey, id: string, record: SealedRecord): Promise<Uint8Array<ArrayBuffer>> {
  const { version, kind, iv, data } = record;
  if (version !== RECORD_VERSION) {
    refuse(`record ${JSON.stringify(id)} has version ${String(version)}, expected ${RECORD_VERSION}`);
  }
  try {
    const additionalData = label(version, id, kind);
    return new Uint8Array(await crypto.subtle.decrypt({ name: ALGORITHM.name, iv, additionalData }, key, data));
  } catch (cause) {
    const sentence = `record ${JSON.stringify(id)} does not open, expected what this vault has sealed: it was changed`;
    return refuse(`${sentence}, or sealed with another key`, cause);
  }
}

/** What the tag vouches for beside the ciphertext. As JSON, so that no two labels run together. */
function label(version: number, id: string, kind: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify([version, id, kind]));
}

function refuse(sentence: string, cause?: unknown): never {
  throw new PoseError('bad-vault', sentence, { cause });
}
