// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot, packageVersion } from '../../cli/package-root.ts';

it('finds the folder of the package', () => {
  expect(existsSync(join(packageRoot(), 'cli', 'package-root.ts'))).toBe(true);
});

it('tells the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  expect(packageVersion()).toBe(version);
});
