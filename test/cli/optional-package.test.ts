// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { optionalPackage } from '../../cli/optional-package.ts';

test('a package that is there is given, one that is not is named', async () => {
  const path = await optionalPackage(() => import('node:path'), 'Paths are joined', 'node:path');
  expect(path.posix.join('a', 'b')).toBe('a/b');
  const missing = optionalPackage(
    () => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')),
    'Pictures are read',
    'sharp',
  );
  await expect(missing).rejects.toMatchObject({
    code: 'unsupported',
    message: 'Pictures are read with the package "sharp", which is not installed: npm install sharp.',
  });
});
