// SPDX-License-Identifier: Apache-2.0
// docs/left-right.png: whose left is `left_wrist`, in a picture and in its mirror image. The picture is committed. Needs `npm run build:lib`.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from './chromium.ts';
import { ROOT } from './run.ts';

/** Joints that are named in the picture. */
const NAMED = ['left_wrist', 'right_wrist', 'left_ankle', 'right_ankle'];

/** Runs in the page: the picture as it is and as a mirror shows it, side by side, with names. */
const script = `
  const { createDetector } = await import('/src/index.js');
  const { createRenderer } = await import('/src/render/index.js');
  const picture = new Image();
  picture.src = '/picture.jpg';
  await picture.decode();
  const size = { width: picture.width, height: picture.height };
  const gap = 16;
  const poses = await (await createDetector()).estimatePoses(picture);
  const whole = Object.assign(document.createElement('canvas'), { width: 2 * size.width + gap, height: size.height + 48 });
  const context = whole.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, whole.width, whole.height);
  for (const [place, mirror] of [false, true].entries()) {
    const canvas = Object.assign(document.createElement('canvas'), size);
    const renderer = await createRenderer(canvas, { backend: 'canvas2d' });
    renderer.draw({ picture, size, poses, mirror });
    const left = place * (size.width + gap);
    context.drawImage(canvas, left, 0);
    context.font = '22px monospace';
    context.textBaseline = 'middle';
    for (const { name, x, y } of poses[0].keypoints) {
      if (!${JSON.stringify(NAMED)}.includes(name)) continue;
      const at = mirror ? size.width - x : x;
      const isAtTheLeft = at < size.width / 2;
      context.textAlign = isAtTheLeft ? 'right' : 'left';
      const from = left + at + (isAtTheLeft ? -18 : 18);
      const width = context.measureText(name).width;
      context.fillStyle = '#000b';
      context.fillRect(isAtTheLeft ? from - width - 6 : from - 6, y - 16, width + 12, 32);
      context.fillStyle = '#fff';
      context.fillText(name, from, y);
    }
    context.fillStyle = '#000';
    context.textAlign = 'center';
    context.font = '22px sans-serif';
    context.fillText(mirror ? 'shown as in a mirror' : 'as the camera sees it', left + size.width / 2, size.height + 24);
  }
  globalThis.drawn = whole.toDataURL('image/png');
`;

const page = '<!doctype html><script type="module" src="/draw.js"></script>';
const server = await startStaticServer({
  ...{ root: join(ROOT, 'dist'), port: 0, host: '127.0.0.1' },
  virtual: new Map([
    ['/page.html', { type: 'text/html; charset=utf-8', body: page }],
    ['/draw.js', { type: 'text/javascript; charset=utf-8', body: script }],
    ['/picture.jpg', { type: 'image/jpeg', body: await readFile(join(ROOT, 'samples/waving.jpg')) }],
  ]),
});
const browser = await launchChromium();
try {
  const opened = await browser.newPage();
  await opened.goto(`${server.url}page.html`);
  const drawn = await opened.waitForFunction(() => Reflect.get(globalThis, 'drawn'));
  const [, base64 = ''] = String(await drawn.jsonValue()).split(',');
  // Half as large, and of few colours: a page shows it no larger.
  await sharp(Buffer.from(base64, 'base64'))
    .resize({ width: 1000 })
    .png({ palette: true, compressionLevel: 9 })
    .toFile(join(ROOT, 'docs/left-right.png'));
} finally {
  await browser.close();
  await server.close();
}
