// SPDX-License-Identifier: Apache-2.0
// `npm run bench:video [SECONDS]`: one person in a 720p video in Chromium, as JSON.
import { join } from 'node:path';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { describeMachine } from './machine.ts';
import type { VideoReport } from './video.ts';

const seconds = Number(process.argv[2] ?? 5);
const picture = await decodePicture(join(packageRoot(), 'samples/astronaut.jpg'));
const server = await startStaticServer({
  ...{ root: join(packageRoot(), 'dist'), port: 0, host: '127.0.0.1' },
  virtual: new Map([
    ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>video</title>' }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]),
});
const browser = await launchChromium(['--js-flags=--expose-gc', '--enable-precise-memory-info']);
try {
  const page = await browser.newPage();
  await page.goto(`${server.url}blank.html`);
  const call = `measureVideoInPage(${picture.width}, ${picture.height}, ${seconds})`;
  const script = `import('/bench/video-in-page.js').then((bench) => bench.${call})`;
  const report = (await page.evaluate(script)) as VideoReport; // what the page's own function gives
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(browser.version()), ...report }, undefined, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}
