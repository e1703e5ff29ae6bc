// SPDX-License-Identifier: Apache-2.0
// `npm run bench:soak [MINUTES [CYCLES [WORKERS]]]`: whether memory stays flat in Chromium, as JSON; 10 minutes, 200 cycles and one
// worker each when left out. Needs `npm run build:lib`.
import { join } from 'node:path';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { describeMachine } from './machine.ts';
import { measureSoak } from './soak/measure.ts';

const [minutes = 10, cycles = 200, workers = 1] = process.argv.slice(2).map(Number);
const picture = await decodePicture(join(packageRoot(), 'samples/astronaut.jpg'));
const server = await startStaticServer({
  ...{ root: join(packageRoot(), 'dist'), port: 0, host: '127.0.0.1' },
  virtual: new Map([
    ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>soak</title>' }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]),
});
const browser = await launchChromium([
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
  '--enable-blink-features=ForceEagerMeasureMemory',
]);
try {
  const page = await browser.newPage();
  await page.goto(`${server.url}blank.html`);
  const report = await measureSoak(page, { minutes, cycles, workers, picture });
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(browser.version()), ...report }, undefined, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}
