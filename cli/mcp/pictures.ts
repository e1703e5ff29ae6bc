// SPDX-License-Identifier: Apache-2.0
// The pictures that a caller over MCP may name: files below one folder, and data URLs.
import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { refuse, shorten } from '../../src/pose/check.ts';
import { PoseError } from '../../src/pose/errors.ts';
import { type DecodedPicture, decodePicture } from '../images/decode.ts';

const DATA_URL = /^data:image\/[a-z+.-]+;base64,/i;
/** Of a data URL, characters: 48 MB of picture. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Reads what a caller names.
 *
 * @param root The folder below which its files may lie, links followed.
 * @throws PoseError `bad-option` for a file elsewhere, and as `decodePicture`.
 */
export function pictureReader(root: string): (name: string) => Promise<DecodedPicture> {
  return async (name) => {
    const head = DATA_URL.exec(name)?.[0];
    if (head !== undefined) return decodePicture(bytesOf(name, head.length));
    const [folder, file] = [await realpath(root), await realpath(resolve(root, name)).catch(() => undefined)];
    if (file === undefined) {
      throw new PoseError('decode-failed', `"${shorten(name)}" does not exist; expected a JPEG, PNG or WebP picture.`);
    }
    if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
      refuse(`"${shorten(name)}" lies outside ${root}, expected a file below it (see --root)`);
    }
    return decodePicture(file);
  };
}

function bytesOf(url: string, from: number): Uint8Array {
  if (url.length > LONGEST) refuse(`the data URL has ${url.length} characters, expected at most ${LONGEST}`);
  return Buffer.from(url.slice(from), 'base64');
}
