// SPDX-License-Identifier: Apache-2.0
// app/icon.svg -> app/public/icons/*.png, for where a page is installed. The pictures are committed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './run.ts';

const BACKGROUND = '#0d2b33';
/** A maskable icon may be cut to a circle of 80 % of its width (https://w3c.github.io/manifest/#icon-masks). */
const SAFE = 0.62;

const svg = await readFile(join(ROOT, 'app/icon.svg'));
const folder = join(ROOT, 'app/public/icons');

for (const size of [192, 512]) {
  await sharp(svg, { density: (72 * size) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(folder, `icon-${size}.png`));
}

const inner = Math.round(512 * SAFE);
const figure = await sharp(svg, { density: (72 * inner) / 64 })
  .resize(inner, inner)
  .png()
  .toBuffer();
await sharp({ create: { width: 512, height: 512, channels: 3, background: BACKGROUND } })
  .composite([{ input: figure }])
  .png({ compressionLevel: 9, palette: true })
  .toFile(join(folder, 'maskable-512.png'));
