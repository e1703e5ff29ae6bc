// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { ASSET_URLS } from '../src/node/index.ts';
import { PoseError } from '../src/pose/errors.ts';
import { sentence } from './io.ts';

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
