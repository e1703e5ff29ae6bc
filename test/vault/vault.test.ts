// SPDX-License-Identifier: Apache-2.0
// What a vault does with records is tested where there is IndexedDB: test/browser/vault.test.ts.
import { expect, test } from 'vitest';
import { openVault } from '../../src/vault/index.ts';

test('without IndexedDB there is no vault, which is said', async () => {
  await expect(openVault()).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/no IndexedDB/),
  });
});
