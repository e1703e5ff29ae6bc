// SPDX-License-Identifier: Apache-2.0
// The built page, with one byte of what it downloads changed on the way: it must refuse, and say why.
import { expect, test } from 'vitest';
import { pageInChromium, visit } from '../support/built-page.ts';
import { tampered } from '../support/signed-assets.ts';

const open = pageInChromium();

test.each([
  ['the weights', /swarm-[^/]*\.safetensors$/, /swarm\.safetensors has \d+ bytes and SHA-256 [0-9a-f]{64}, expected/],
  [
    'the kernels',
    /kernels\.[^/]*\.wasm$/,
    /kernels\.(relaxed\.)?wasm has \d+ bytes and SHA-256 [0-9a-f]{64}, expected/,
  ],
  ['the manifest', /manifest-[^/]*\.json$/, /manifest of the assets is not signed by/],
  ['the signature', /manifest-[^/]*\.sig$/, /expected 64 bytes in base64|is not signed by/],
])('%s: a changed byte is a refusal with its reason', async (_, file, reason) => {
  const changed: string[] = [];
  const { page, complaints, close } = await visit(open.browser!, open.built!, {
    before: (newPage) =>
      newPage.route(file, async (route) => {
        const response = await route.fetch();
        changed.push(route.request().url());
        await route.fulfill({ response, body: Buffer.from(tampered(await response.body())) });
      }),
  });
  expect(changed).toHaveLength(1);
  expect(await page.getAttribute('body', 'data-state')).toBe('failed');
  expect(await page.textContent('#problem')).toMatch(reason);
  expect(complaints).toEqual([]);
  await close();
});
