// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ASSET_URLS } from '../src/node/index.ts';
import { packageRoot } from './package-root.ts';

/** What a visitor's browser downloads before the first pose. */
export interface DownloadSize {
  readonly bytesGzip: number;
  /** False when the page is not built, and weights and kernels are all that could be counted. */
  readonly wholePage: boolean;
}

const PAGE_FILES = new Set(['.html', '.css', '.js', '.mjs']);

/** The folder of the built page. */
export const PAGE_FOLDER = join(packageRoot(), 'dist', 'app');

/** Gzip sizes of the built page's text, code and kernels, and of these weights; sample pictures are no part of it. */
export async function downloadSize(weights: Uint8Array, page = PAGE_FOLDER): Promise<DownloadSize> {
  const swarm = gzipSync(weights).byteLength;
  if (existsSync(join(page, 'index.html'))) {
    const names = await readdir(page, { recursive: true });
    const others = await gzipSizes(
      names.filter((name) => PAGE_FILES.has(extname(name))).map((name) => join(page, name)),
    );
    const kernels = await gzipSizes(names.filter((name) => name.endsWith('.wasm')).map((name) => join(page, name)));
    return { bytesGzip: swarm + sum(others) + largest(kernels), wholePage: true };
  }
  const kernels = await gzipSizes([ASSET_URLS.kernels, ASSET_URLS.relaxedKernels].filter((url) => existsSync(url)));
  return { bytesGzip: swarm + largest(kernels), wholePage: false };
}

async function gzipSizes(files: readonly (string | URL)[]): Promise<number[]> {
  return Promise.all(files.map(async (file) => gzipSync(await readFile(file)).byteLength));
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** A browser downloads one of the two kernel builds; count the worse case. */
function largest(sizes: readonly number[]): number {
  return Math.max(0, ...sizes);
}
