// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkIntegrity, createAssetLoader, isTampering } from '../../../src/runtime/integrity/asset-loader.ts';
import { PACKAGE_ASSETS } from '../../../src/runtime/package-assets.ts';
import { signedManifest, tampered } from '../../support/signed-assets.ts';

const weights = Uint8Array.of(1, 2, 3);
const integrity = signedManifest({ 'swarm.safetensors': weights });

test.each(['swarm.safetensors', 'kernels.wasm', 'kernels.relaxed.wasm'] as const)(
  'the %s that comes along is what the release’s key has signed; after a change: npm run sign',
  async (name) => {
    const { bytes, trust, gap } = await createAssetLoader(undefined).load(name, undefined);
    expect([trust, gap]).toEqual(['signed', undefined]);
    expect(Buffer.compare(bytes, readFileSync(PACKAGE_ASSETS[name]()))).toBe(0);
  },
);

test('the caller’s own assets load unchecked, or checked by what the caller says', async () => {
  const unchecked = await createAssetLoader(undefined).load('swarm.safetensors', weights);
  expect(unchecked).toEqual({ bytes: weights, trust: 'unchecked' });
  const loader = createAssetLoader(integrity);
  expect(await loader.load('swarm.safetensors', weights)).toEqual({ bytes: weights, trust: 'signed' });
  await expect(loader.load('swarm.safetensors', tampered(weights))).rejects.toMatchObject({ code: 'bad-hash' });
  await expect(loader.load('kernels.wasm', weights)).rejects.toMatchObject({ code: 'bad-hash' });
});

test('a manifest of the caller does not vouch for what comes along, and needs nothing of it', async () => {
  const { trust } = await createAssetLoader(integrity).load('kernels.wasm', undefined);
  expect(trust).toBe('signed');
});

test.each([undefined, integrity])(
  'null for a file means the one that comes along, which is checked as ever',
  async (given) => {
    const source = null as unknown as undefined; // plain JavaScript may pass anything
    const { bytes, trust } = await createAssetLoader(given).load('swarm.safetensors', source);
    expect(trust).toBe('signed');
    expect(Buffer.compare(bytes, readFileSync(PACKAGE_ASSETS['swarm.safetensors']()))).toBe(0);
  },
);

test('without another key, the release’s must have signed', async () => {
  const { publicKey: _, ...theirs } = integrity;
  const none = undefined as unknown as string; // plain JavaScript may pass anything
  for (const given of [theirs, { ...theirs, publicKey: none }]) {
    const failure = createAssetLoader(given).load('swarm.safetensors', weights);
    await expect(failure).rejects.toMatchObject({ code: 'bad-signature' });
    await failure.catch((error: unknown) => expect(isTampering(error)).toBe(true));
  }
});

test('an asset that cannot be read is no tampering', async () => {
  const failure = createAssetLoader(undefined).load('swarm.safetensors', 'file:///nowhere/w.safetensors');
  await expect(failure).rejects.toMatchObject({ code: 'bad-weights' });
  await failure.catch((error: unknown) => expect(isTampering(error)).toBe(false));
});

test.each([
  ['nothing to vouch for', integrity, undefined, undefined, /without weights or wasm/],
  ['null to vouch for', integrity, null, null, /without weights or wasm/],
  [
    'a compiled module',
    integrity,
    weights,
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
    /module/,
  ],
  ['a slip of the pen', { ...integrity, key: '' }, weights, undefined, /integrity has "key"/],
])('integrity with %s is refused', (_, given, file, wasm, sentence) => {
  expect(() => checkIntegrity(given, file, wasm)).toThrow(
    expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(sentence) }),
  );
});
