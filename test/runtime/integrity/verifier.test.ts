// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type Cryptography, openVerifier } from '../../../src/runtime/integrity/verifier.ts';
import { signedManifest, signWithNewKey, tampered } from '../../support/signed-assets.ts';

const weights = Uint8Array.of(1, 2, 3, 4, 5);
const signed = signedManifest({ 'swarm.safetensors': weights });
const code = (name: string, sentence: RegExp) =>
  expect.objectContaining({ name: 'PoseError', code: name, message: expect.stringMatching(sentence) });

test('what was signed passes', async () => {
  const verifier = await openVerifier(signed);
  expect([verifier.trust, verifier.gap]).toEqual(['signed', undefined]);
  await verifier.check('swarm.safetensors', weights);
});

test.each([
  ['a changed byte', 'swarm.safetensors', tampered(weights), /has 5 bytes and SHA-256 [0-9a-f]{64}, expected 5 bytes/],
  ['a byte more', 'swarm.safetensors', Uint8Array.of(...weights, 6), /has 6 bytes .* expected 5 bytes/],
  ['nothing', 'swarm.safetensors', new Uint8Array(), /has 0 bytes/],
  ['an asset that nobody listed', 'kernels.wasm', weights, /kernels\.wasm is not in the manifest/],
])('%s is refused', async (_, name, bytes, sentence) => {
  const verifier = await openVerifier(signed);
  await expect(verifier.check(name, bytes)).rejects.toEqual(code('bad-hash', sentence));
});

test.each([
  ['a changed manifest', { ...signed, manifest: tampered(signed.manifest) }, /is not signed by/],
  ['a changed signature', { ...signed, signature: signedManifest({}).signature }, /is not signed by/],
  ['somebody else’s key', { ...signed, publicKey: signedManifest({}).publicKey }, /is not signed by/],
  ['a short signature', { ...signed, signature: new TextEncoder().encode('AAAA') }, /"AAAA", expected 64 bytes/],
  ['a signature that is no base64', { ...signed, signature: new Uint8Array(64) }, /expected 64 bytes in base64/],
  ['signed nonsense', signWithNewKey('nonsense'), /is no JSON text/],
  ['no manifest', { ...signed, manifest: 'file:///nowhere/manifest.json' }, /manifest of the assets cannot be read/],
  ['no signature', { ...signed, signature: 'file:///nowhere/manifest.sig' }, /signature cannot be read/],
])('%s vouches for nothing', async (_, integrity, sentence) => {
  await expect(openVerifier(integrity)).rejects.toEqual(code('bad-signature', sentence));
});

test('every byte of the manifest is signed', async () => {
  for (let at = 0; at < signed.manifest.byteLength; at++) {
    const changed = { ...signed, manifest: tampered(signed.manifest, at) };
    await expect(openVerifier(changed), `byte ${at}`).rejects.toMatchObject({ code: 'bad-signature' });
  }
});

test.each(['', 'key', 'AAAA', 5, null, {}])('a public key of %j is refused', async (given) => {
  const publicKey = given as string; // plain JavaScript may pass anything
  await expect(openVerifier({ ...signed, publicKey })).rejects.toEqual(code('bad-option', /publicKey is .* 32 bytes/));
});

test('a platform without Ed25519 still compares hashes, and says so', async () => {
  // As Web Cryptography answers for an algorithm that it does not know.
  const importKey = () => Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError'));
  const { subtle } = globalThis.crypto;
  const older = { importKey, digest: subtle.digest.bind(subtle), verify: subtle.verify.bind(subtle) };
  const verifier = await openVerifier(signed, older as Cryptography); // importKey is overloaded
  expect(verifier.trust).toBe('hashed');
  expect(verifier.gap).toMatch(/has no Ed25519/);
  await verifier.check('swarm.safetensors', weights);
  await expect(verifier.check('swarm.safetensors', tampered(weights))).rejects.toMatchObject({ code: 'bad-hash' });
});
