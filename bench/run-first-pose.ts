// SPDX-License-Identifier: Apache-2.0
// `npm run bench:first-pose [RUNS]`: how soon the first pose is there in Chromium, as JSON. Needs `npm run build`.
import { join } from 'node:path';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { measureFirstPose } from './first-pose/measure.ts';
import { describeMachine } from './machine.ts';

const runs = Number(process.argv[2] ?? 7);
const dist = join(packageRoot(), 'dist');
const picture = await decodePicture(join(packageRoot(), 'samples/astronaut.jpg'));
const where = { port: 0, host: '127.0.0.1' };
const library = await startStaticServer({
  ...where,
  root: dist,
  virtual: new Map([
    ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>first pose</title>' }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]),
});
const app = await startStaticServer({ ...where, root: join(dist, 'app') });
const browser = await launchChromium();
try {
  const report = await measureFirstPose(browser, { library, app, picture }, runs);
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(browser.version()), ...report }, undefined, 2)}\n`);
} finally {
  await browser.close();
  await Promise.all([library.close(), app.close()]);
}
