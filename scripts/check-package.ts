// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './run.ts';

/**
 * `npm run check:package`: what users of the package would stumble over. Its files and exports (publint), whether types are found where code is
 * (attw), and whether a project that checks its libraries' types, too, compiles with every entry.
 */
const OPTIONS = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--skipLibCheck',
  'false',
  '--types',
  'node',
];
const TARGET = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom,esnext.disposable'];

await run('node', ['node_modules/publint/src/cli.js', '--strict']);
// The package is of ES modules alone.
await run('node', [
  'node_modules/@arethetypeswrong/cli/dist/index.js',
  '--pack',
  '.',
  '--profile',
  'esm-only',
  '--format',
  'ascii',
]);

const { exports }: { exports: object } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const entries = Object.keys(exports).filter((path) => !path.includes('*') && !path.endsWith('.json'));
const folder = await mkdtemp(join(tmpdir(), 'poseswarm-user-'));
try {
  // As if the package and all its peers were installed.
  const installed = join(folder, 'node_modules');
  await mkdir(installed);
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    await symlink(join(ROOT, 'node_modules', name), join(installed, name));
  }
  await symlink(ROOT, join(installed, 'poseswarm'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const lines = entries.map((path, i) => `import * as entry${i} from '${path.replace('.', 'poseswarm')}';`);
  const names = entries.map((_, i) => `entry${i}`);
  await writeFile(join(folder, 'user.ts'), `${lines.join('\n')}\nexport const all = [${names.join(', ')}];\n`);
  await run('node', ['node_modules/typescript/bin/tsc', ...OPTIONS, ...TARGET, join(folder, 'user.ts')]);
} finally {
  await rm(folder, { recursive: true });
}
