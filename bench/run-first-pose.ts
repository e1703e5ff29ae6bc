// SPDX-License-Identifier: Apache-2.0
// `npm run bench:first-pose [RUNS]`: how soon the first pose is there in Chromium, as JSON. Needs `npm run build`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import { measureFirstPose } from './first-pose/measure.ts';
import { describeMachine } from './machine.ts';

const runs = Number(process.argv[2] ?? 7);
const dist = join(packageRoot(), 'dist');
const built = await mkdtemp(join(tmpdir(), 'poseswarm-first-pose-'));
await build({
  root: join(packageRoot(), 'examples/page'),
  configFile: false,
  logLevel: 'silent',
  resolve: {
    alias: [
      { find: /^poseswarm$/, replacement: join(dist, 'src/index.js') },
      { find: 'poseswarm/render', replacement: join(dist, 'src/render/index.js') },
    ],
  },
  build: { outDir: built, target: 'es2022' },
});
const portrait = await readFile(join(packageRoot(), 'samples/astronaut.jpg'));
const picture = await decodePicture(portrait);
const where = { port: 0, host: '127.0.0.1' };
const library = await startStaticServer({
  ...where,
  root: dist,
  virtual: new Map([
    ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>first pose</title>' }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]),
});
const page = await startStaticServer({
  ...where,
  root: built,
  virtual: new Map([['/people.jpg', { type: 'image/jpeg', body: portrait }]]),
});
const app = await startStaticServer({ ...where, root: join(dist, 'app') });
const browser = await launchChromium();
try {
  const report = await measureFirstPose(browser, { library, page, app, picture }, runs);
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(browser.version()), ...report }, undefined, 2)}\n`);
} finally {
  await browser.close();
  await Promise.all([library.close(), page.close(), app.close(), rm(built, { recursive: true })]);
}
