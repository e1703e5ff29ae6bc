// SPDX-License-Identifier: Apache-2.0
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT, run } from './run.ts';

/**
 * Builds what `package.json` exports, into `dist/`: the library and the command by `tsc`, and the assets beside them, so
 * that `new URL('../assets/…', import.meta.url)` means the same in `src/` and in `dist/src/`; the weights likewise.
 */
await run('node', ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.node.json']);
// A worker's script in one file, for bundlers that copy it as it is (Rollup's plugin for such addresses): what it imports would
// stay behind. From the sources, because tsc writes anew only what has changed.
const worker = 'src/runtime/workers/swarm-worker';
await build({
  entryPoints: [join(ROOT, `${worker}.ts`)],
  outfile: join(ROOT, 'dist', `${worker}.js`),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  banner: { js: '// SPDX-License-Identifier: Apache-2.0' },
});
for (const folder of ['assets', 'weights']) {
  await mkdir(join(ROOT, 'dist', folder), { recursive: true });
  await cp(join(ROOT, folder), join(ROOT, 'dist', folder), { recursive: true });
}
// It imports the library beside it: what users open on a device that none of us has.
await cp(join(ROOT, 'examples/self-test'), join(ROOT, 'dist/self-test'), { recursive: true });
await cp(join(ROOT, 'samples/waving.jpg'), join(ROOT, 'dist/self-test/people.jpg'));
