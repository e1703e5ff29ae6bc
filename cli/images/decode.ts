// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import type { Metadata, SharpInput, SharpOptions } from 'sharp';
import { checkSize } from '../../src/frame/frame.ts';
import { PoseError } from '../../src/pose/errors.ts';
import { optionalPackage } from '../optional-package.ts';

/** RGBA pixels of a picture file, upright. */
export interface DecodedPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What a picture may be in a file. */
export const PICTURE_FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/**
 * Decodes a JPEG, PNG or WebP file, or its bytes, to RGBA8 in sRGB, turned upright as its EXIF orientation says; what is transparent
 * becomes black, as on a page's canvas.
 *
 * Throws PoseError: 'decode-failed' (no picture, truncated, another format), 'bad-size' (a side or the area is outside
 * LIMITS: told from the header, before memory is spent), 'unsupported' (sharp is not installed).
 */
export async function decodePicture(file: string | Uint8Array): Promise<DecodedPicture> {
  const sharp = await loadSharp();
  // Our own limits are told apart from broken files below, so sharp's limit is off.
  const open = (): import('sharp').Sharp => sharp(file, { limitInputPixels: false, failOn: 'truncated' });
  const bytes = typeof file === 'string' ? await fileSize(file) : file.byteLength;
  if (bytes === 0)
    throw new PoseError('decode-failed', 'The file is empty (0 bytes); expected a JPEG, PNG or WebP picture.');
  const header = await open()
    .metadata()
    .catch((error: unknown) => {
      throw notAPicture(bytes, error);
    });
  checkHeader(header);
  const { data, info } = await open()
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#000' })
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw notAPicture(bytes, error);
    });
  return {
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    width: info.width,
    height: info.height,
  };
}

type Sharp = (input: SharpInput, options: SharpOptions) => import('sharp').Sharp;

async function loadSharp(): Promise<Sharp> {
  return (await optionalPackage(() => import('sharp'), 'Pictures are read', 'sharp')).default;
}

async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new PoseError('decode-failed', 'The file does not exist; expected a JPEG, PNG or WebP picture.');
  if (!found.isFile()) throw new PoseError('decode-failed', 'It is no file; expected a JPEG, PNG or WebP picture.');
  return found.size;
}

function checkHeader(header: Metadata): void {
  if (!PICTURE_FORMATS.includes(header.format)) {
    throw new PoseError('decode-failed', `The picture is of the format ${header.format}; expected JPEG, PNG or WebP.`);
  }
  checkSize(header.width, header.height);
}

function notAPicture(bytes: number, error: unknown): PoseError {
  // libvips tells its story in lines, the same one more than once.
  const told = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const detail = [...new Set(told)].filter(Boolean).slice(0, 2).join(' ').replace(/[:.]$/, '');
  return new PoseError(
    'decode-failed',
    `The file (${bytes} bytes) cannot be decoded: ${detail}; expected a whole JPEG, PNG or WebP.`,
  );
}
