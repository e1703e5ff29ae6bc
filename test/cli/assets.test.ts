// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ASSET_URLS, readWeights } from '../../cli/assets.ts';

describe('assets of the command', () => {
  it('lie in assets/ of the package', async () => {
    expect(fileURLToPath(ASSET_URLS.kernels)).toMatch(/[\\/]assets[\\/]kernels\.wasm$/);
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
