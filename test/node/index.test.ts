// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ASSET_URLS, createNodeDetector } from '../../src/node/index.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { signedManifest } from '../support/signed-assets.ts';

const folder = mkdtempSync(join(tmpdir(), 'poseswarm-'));
const path = join(folder, 'swarm.safetensors');
writeFileSync(path, randomSwarm(5));

test.each([
  ['an absolute path', path],
  ['a path from here', relative(process.cwd(), path)],
  ['an address', pathToFileURL(path).href],
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

test('kernels come along', () => {
  expect(existsSync(ASSET_URLS.kernels)).toBe(true);
  expect(existsSync(ASSET_URLS.relaxedKernels)).toBe(true);
});
