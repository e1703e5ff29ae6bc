// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../../cli/images/decode.ts';
import { hugePng } from '../../support/pictures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Left half red, right half blue, 40 x 20 px. */
function halves(): ReturnType<typeof sharp> {
  const red = { r: 255, g: 0, b: 0 };
  const blue = {
    input: { create: { width: 20, height: 20, channels: 3, background: '#0000ff' } },
    left: 20,
    top: 0,
  } as const;
  return sharp({ create: { width: 40, height: 20, channels: 3, background: red } }).composite([blue]);
}

async function saved(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

type Picture = Awaited<ReturnType<typeof decodePicture>>;

function pixel({ data, width }: Picture, x: number, y: number): number[] {
  const at = 4 * (y * width + x);
  return [...data.subarray(at, at + 4)];
}

/** Within what lossy formats and other colour spaces change. */
function expectNear(actual: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of wanted.entries()) expect(Math.abs((actual[i] ?? Number.NaN) - value)).toBeLessThan(16);
}

describe('decoding pictures', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('reads %s as RGBA', async (format) => {
    const picture = await decodePicture(await saved(`plain.${format}`, await halves().toFormat(format).toBuffer()));
    expect([picture.width, picture.height, picture.data.length]).toEqual([40, 20, 40 * 20 * 4]);
    expectNear(pixel(picture, 5, 10), [255, 0, 0, 255]);
    expectNear(pixel(picture, 35, 10), [0, 0, 255, 255]);
  });

  it('turns a picture upright as EXIF says', async () => {
    const turned = await halves().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const picture = await decodePicture(await saved('turned.jpg', turned));
    expect([picture.width, picture.height]).toEqual([20, 40]);
    // Orientation 6 is shown turned by 90 degrees clockwise: what was left is on top.
    expectNear(pixel(picture, 10, 5), [255, 0, 0, 255]);
    expectNear(pixel(picture, 10, 35), [0, 0, 255, 255]);
  });

  it('reads grey, grey with alpha, 16 bit and CMYK pictures as RGBA too', async () => {
    const grey = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#808080' } })
      .greyscale()
      .png()
      .toBuffer();
    const alpha = await sharp(grey).ensureAlpha(1).png().toBuffer();
    const deep = await sharp(grey).toColourspace('rgb16').png().toBuffer();
    const cmyk = await sharp(grey).toColourspace('cmyk').jpeg().toBuffer();
    for (const [name, bytes] of Object.entries({ grey, alpha, deep, cmyk })) {
      const picture = await decodePicture(await saved(name, bytes));
      expect(picture.data.length, name).toBe(16 * 16 * 4);
      expectNear(pixel(picture, 8, 8), [128, 128, 128, 255]);
    }
  });

  it('makes transparent places black and opaque', async () => {
    const background = { r: 255, g: 255, b: 255, alpha: 0 };
    const clear = await sharp({ create: { width: 16, height: 16, channels: 4, background } })
      .png()
      .toBuffer();
    expect(pixel(await decodePicture(await saved('clear.png', clear)), 3, 3)).toEqual([0, 0, 0, 255]);
  });
});

describe('files that are no picture for the swarm', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('are refused when a %s is truncated', async (format) => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const create = { width: 200, height: 200, channels: 3, background: '#888888', noise } as const;
    const whole = await sharp({ create }).toFormat(format).toBuffer();
    const path = await saved(`cut.${format}`, whole.subarray(0, Math.floor(whole.length / 2)));
    await expect(decodePicture(path)).rejects.toMatchObject({
      code: 'decode-failed',
      message: /cannot be decoded: .+; expected/,
    });
  });

  it('are refused when they are text, empty, missing or a folder', async () => {
    const failed = (message: RegExp) => ({ code: 'decode-failed', message });
    await expect(decodePicture(await saved('text.jpg', 'this is no picture'))).rejects.toMatchObject(
      failed(/18 bytes/),
    );
    await expect(decodePicture(await saved('empty.jpg', ''))).rejects.toMatchObject(failed(/empty \(0 bytes\)/));
    await expect(decodePicture(join(folder, 'none.jpg'))).rejects.toMatchObject(failed(/does not exist/));
    await expect(decodePicture(folder)).rejects.toMatchObject(failed(/no file/));
  });

  it('are refused when they are of another format', async () => {
    const gif = await halves().gif().toBuffer();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>';
    await expect(decodePicture(await saved('a.gif', gif))).rejects.toMatchObject({
      code: 'decode-failed',
      message: /format gif/,
    });
    await expect(decodePicture(await saved('a.svg', svg))).rejects.toMatchObject({
      code: 'decode-failed',
      message: /format svg/,
    });
  });

  it('are refused by their size from the header alone', async () => {
    const one = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(decodePicture(await saved('one.png', one))).rejects.toMatchObject({
      code: 'bad-size',
      message: /1 x 1 px/,
    });
    const before = process.memoryUsage().rss;
    await expect(decodePicture(await saved('huge.png', hugePng(20000, 20000)))).rejects.toMatchObject({
      code: 'bad-size',
      message: /20000 x 20000 px/,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    const none = await saved('none.png', hugePng(0, 0));
    await expect(decodePicture(none)).rejects.toMatchObject({ name: 'PoseError', message: /expected/ });
  });
});
