// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { addressOf, checkFolder, PACKAGE_ASSETS, workerScript } from '../../src/runtime/package-assets.ts';

const NAMES = Object.keys(PACKAGE_ASSETS) as (keyof typeof PACKAGE_ASSETS)[];

test('a copy has its files where dist/ has them', () => {
  const dist = pathToFileURL(`${fileURLToPath(new URL('../../dist', import.meta.url))}/`);
  for (const name of NAMES) {
    expect(existsSync(addressOf(name, dist)), name).toBe(true);
    expect(existsSync(addressOf(name, undefined)), name).toBe(true);
  }
  expect(existsSync(workerScript(dist))).toBe(true);
});

test.each([
  ['https://cdn.example/poseswarm/', 'https://cdn.example/poseswarm/weights/manifest.sig'],
  ['https://cdn.example/poseswarm', 'https://cdn.example/poseswarm/weights/manifest.sig'],
  [new URL('https://cdn.example/a/'), 'https://cdn.example/a/weights/manifest.sig'],
])('%s is a folder', (address, file) => {
  expect(addressOf('manifest.sig', checkFolder(address)).href).toBe(file);
});

test('left out, the files are those beside the module', () => {
  expect(checkFolder(undefined)).toBeUndefined();
});

test.each([[''], ['/poseswarm/'], [5], [null], [{}]])('%j is no address without a page', (address) => {
  const given = address as unknown as string; // plain JavaScript may pass anything
  expect(() => checkFolder(given)).toThrow(expect.objectContaining({ code: 'bad-option' }));
});
