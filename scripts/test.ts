// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { CHROMIUM, hasChromium } from './chromium.ts';
import { run } from './run.ts';

const missing: string[] = [];
if (!hasChromium()) missing.push('chromium');
if (spawnSync('ffmpeg', ['-version']).error) missing.push('ffmpeg');

/**
 * `npm test`: everything that Node, chromium and ffmpeg can check. Installs Debian's packages first when they are
 * missing and this process may; arguments go on to vitest.
 */
if (missing.length > 0) {
  const packages = missing.join(' ');
  if (process.getuid?.() !== 0) {
    process.stderr.write(
      `The tests need ${packages}. Install what is missing (as root: apt-get install ${packages}); a browser elsewhere than\n` +
        `at ${CHROMIUM} is named by CHROMIUM_PATH=/path npm test. Most tests need neither: npm run test:unit.\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`Installing ${packages}, which the tests need.\n`);
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}
await run('node', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
