// SPDX-License-Identifier: Apache-2.0
import { CHROMIUM, hasChromium } from './chromium.ts';
import { run } from './run.ts';

/**
 * `npm test`: everything that Node and chromium can check. Installs Debian's chromium first when it is missing and this
 * process may; arguments go on to vitest.
 */
if (!hasChromium()) {
  if (process.getuid?.() !== 0) {
    process.stderr.write(
      `The browser tests need chromium at ${CHROMIUM}, which is missing. Install it (as root: apt-get install chromium),\n` +
        'name another one (CHROMIUM_PATH=/path npm test), or run the other tests alone (npm run test:unit).\n',
    );
    process.exit(1);
  }
  process.stderr.write(`Installing chromium, which the browser tests need and ${CHROMIUM} is not.\n`);
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}
await run('node', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
