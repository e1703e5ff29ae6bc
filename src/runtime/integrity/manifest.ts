// SPDX-License-Identifier: Apache-2.0
// The manifest: name, size and SHA-256 of every asset. It is what is signed.
import { PoseError } from '../../pose/errors.ts';
import { quote } from '../../swarm/agents/check.ts';

export interface ManifestEntry {
  /** Name of the file, without a folder. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Manifest {
  readonly version: 1;
  readonly assets: readonly ManifestEntry[];
}

/** Longer manifests are refused before they are parsed. */
const MOST_BYTES = 65536;

/**
 * The entries of a manifest by name.
 *
 * @throws PoseError `bad-signature` when it is no manifest: its signature then vouches for nothing.
 */
export function parseManifest(file: Uint8Array): ReadonlyMap<string, ManifestEntry> {
  if (file.byteLength > MOST_BYTES) refuse(`has ${file.byteLength} bytes, expected at most ${MOST_BYTES}`);
  const content = parse(file);
  const { version, assets } = isRecord(content) ? content : {};
  if (version !== 1) refuse(`has version ${quote(version)}, expected 1`);
  if (!Array.isArray(assets)) refuse(`has assets ${quote(assets)}, expected an array`);
  const entries = new Map<string, ManifestEntry>();
  for (const [i, asset] of assets.entries()) {
    if (!isEntry(asset)) refuse(`has ${quote(asset)} as asset ${i}, expected name, bytes and sha256`);
    if (entries.has(asset.name)) refuse(`lists ${quote(asset.name)} twice, expected each asset once`);
    entries.set(asset.name, asset);
  }
  return entries;
}

function parse(file: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(file)));
  } catch {
    return refuse('is no JSON text, expected { version, assets }');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isEntry(value: unknown): value is ManifestEntry {
  if (!isRecord(value)) return false;
  const { name, bytes, sha256 } = value;
  const named = typeof name === 'string' && name !== '' && !/[/\\]/.test(name);
  const sized = Number.isSafeInteger(bytes) && Number(bytes) >= 0;
  return named && sized && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function refuse(sentence: string): never {
  throw new PoseError('bad-signature', `the manifest of the assets ${sentence}`);
}
