// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../../cli/assets.ts';
import { ASSET_URLS } from '../../src/node/index.ts';

describe('assets of the command', () => {
  it('lie in assets/ and weights/ of the package', async () => {
    expect(fileURLToPath(ASSET_URLS.kernels)).toMatch(/[\\/]assets[\\/]kernels\.wasm$/);
    expect(fileURLToPath(ASSET_URLS.weights)).toMatch(/[\\/]weights[\\/]swarm\.safetensors$/);
    expect(WebAssembly.validate(await readFile(ASSET_URLS.kernels))).toBe(true);
  });

  it('are read from another place when one is named', async () => {
    const here = fileURLToPath(import.meta.url);
    expect(Buffer.from(await readWeights(here)).equals(await readFile(here))).toBe(true);
  });

  it('are refused with a sentence when they cannot be read', async () => {
    await expect(readWeights('/nowhere/w.safetensors')).rejects.toMatchObject({
      code: 'bad-weights',
      message: /The weights file \/nowhere\/w\.safetensors cannot be read: /,
    });
  });
});
