// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downloadSize } from '../../cli/download-size.ts';
import { ASSET_URLS } from '../../src/node/index.ts';
import { noisePicture } from '../support/detectors.ts';

/** Bytes that do not compress. */
const noise = (length: number): Uint8Array => noisePicture(length, 1).data.subarray(0, length);
const gz = (bytes: Uint8Array): number => gzipSync(bytes).byteLength;

let page: string;
beforeAll(async () => {
  page = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await mkdir(join(page, 'assets'));
  await mkdir(join(page, 'samples'));
});
afterAll(() => rm(page, { recursive: true }));

describe('size of the download', () => {
  it('is that of weights and the larger kernels where no page is built', async () => {
    const kernels = await Promise.all([ASSET_URLS.kernels, ASSET_URLS.relaxedKernels].map((url) => readFile(url)));
    const weights = noise(5000);
    expect(await downloadSize(weights, page)).toEqual({
      bytesGzip: gz(weights) + Math.max(...kernels.map(gz)),
      wholePage: false,
    });
  });

  it('is that of the page with these weights: text, code and one of the kernels, without sample pictures', async () => {
    const files = { 'index.html': 700, 'assets/a.js': 900, 'assets/b.css': 300 };
    for (const [name, size] of Object.entries(files)) await writeFile(join(page, name), noise(size));
    await writeFile(join(page, 'assets', 'k1.wasm'), noise(1000));
    await writeFile(join(page, 'assets', 'k2.wasm'), noise(1200));
    await writeFile(join(page, 'assets', 'w.safetensors'), noise(4000)); // what was built last, perhaps another swarm
    await writeFile(join(page, 'samples', 'a.jpg'), noise(90000));
    const sizes = [...Object.values(files), 1200, 5000].map((size) => gz(noise(size)));
    expect(await downloadSize(noise(5000), page)).toEqual({
      bytesGzip: sizes.reduce((sum, size) => sum + size, 0),
      wholePage: true,
    });
  });
});
