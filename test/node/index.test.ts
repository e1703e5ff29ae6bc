// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ASSET_URLS, createNodeDetector, type DetectorOptions } from '../../src/node/index.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { signedManifest } from '../support/signed-assets.ts';

const folder = mkdtempSync(join(tmpdir(), 'poseswarm-'));
const path = join(folder, 'swarm.safetensors');
writeFileSync(path, randomSwarm(5));

test.each([
  ['an absolute path', path],
  ['a path from here', relative(process.cwd(), path)],
  ['an address', pathToFileURL(path).href],
  [
    'an address that holds them itself',
    `data:application/octet-stream;base64,${Buffer.from(randomSwarm(5)).toString('base64')}`,
  ],
])('weights may be %s', async (_, weights) => {
  const detector = await createNodeDetector({ weights, wasm: fileURLToPath(ASSET_URLS.kernels), tier: 'wasm-simd' });
  expect(detector.info).toMatchObject({ name: 'random-5', tier: 'wasm-simd' });
});

test('the files of integrity may be paths, too', async () => {
  const { publicKey, manifest, signature } = signedManifest({ 'swarm.safetensors': randomSwarm(5) });
  const [list, sealed] = [join(folder, 'manifest.json'), join(folder, 'manifest.sig')];
  writeFileSync(list, manifest);
  writeFileSync(sealed, signature);
  const integrity = { manifest: list, signature: sealed, publicKey };
  const detector = await createNodeDetector({ weights: path, integrity, tier: 'js' });
  expect(detector.info.trust.weights).toBe('signed');
});

test('a path to nothing is a typed error', async () => {
  await expect(createNodeDetector({ weights: join(folder, 'gone') })).rejects.toMatchObject({ code: 'bad-weights' });
});

test.each<[unknown, RegExp]>([
  [null, /options is null, expected an object/],
  ['fast', /options is "fast", expected an object/],
  [{ integrity: null }, /integrity is null, expected an object/],
  [{ weights: path, integrity: 5 }, /integrity is 5, expected an object/],
  [{ weights: path, integrity: {} }, /manifest of the assets is undefined, expected an address/],
])('what no detector can be made of is a typed error (%#)', async (given, sentence) => {
  const options = given as DetectorOptions; // plain JavaScript may pass anything
  await expect(createNodeDetector(options)).rejects.toEqual(
    expect.objectContaining({ name: 'PoseError', code: 'bad-option', message: expect.stringMatching(sentence) }),
  );
});

test('an address that is none is a typed error', async () => {
  await expect(createNodeDetector({ weights: 'http://[' })).rejects.toMatchObject({ code: 'bad-weights' });
});

test('kernels come along', () => {
  expect(existsSync(ASSET_URLS.kernels)).toBe(true);
  expect(existsSync(ASSET_URLS.relaxedKernels)).toBe(true);
});
