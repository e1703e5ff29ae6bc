// SPDX-License-Identifier: Apache-2.0
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from './run.ts';

/**
 * Builds what `package.json` exports, into `dist/`: the library and the command by `tsc`, and the assets beside them, so
 * that `new URL('../assets/…', import.meta.url)` means the same in `src/` and in `dist/src/`; the weights likewise.
 */
await run('node', ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.node.json']);
for (const folder of ['assets', 'weights']) {
  await mkdir(join(ROOT, 'dist', folder), { recursive: true });
  await cp(join(ROOT, folder), join(ROOT, 'dist', folder), { recursive: true });
}
// It imports the library beside it: what users open on a device that none of us has.
await cp(join(ROOT, 'examples/self-test'), join(ROOT, 'dist/self-test'), { recursive: true });
await cp(join(ROOT, 'samples/waving.jpg'), join(ROOT, 'dist/self-test/people.jpg'));
