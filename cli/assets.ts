// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { PoseError } from '../src/pose/errors.ts';
import { sentence } from './io.ts';

/** Files that come along with the package; they lie the same way from the sources and from dist. */
export const ASSET_URLS = {
  weights: new URL('../assets/swarm.safetensors', import.meta.url),
  kernels: new URL('../assets/kernels.wasm', import.meta.url),
  relaxedKernels: new URL('../assets/kernels.relaxed.wasm', import.meta.url),
} as const;

/** Bytes of the weights that a command works on. Throws PoseError 'bad-weights' when they cannot be read. */
export async function readWeights(path: string | undefined): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path ?? ASSET_URLS.weights));
  } catch (error) {
    const where = path ?? ASSET_URLS.weights.pathname;
    throw new PoseError('bad-weights', `The weights file ${where} cannot be read: ${sentence(error)}.`, {
      cause: error,
    });
  }
}
