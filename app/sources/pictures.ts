// SPDX-License-Identifier: Apache-2.0
import { Problem } from '../sentences.ts';

/** A decoded picture with the name to call it by. */
export interface Picture {
  name: string;
  bitmap: ImageBitmap;
}

/**
 * Decodes a file of the user's; EXIF rotation is honoured.
 *
 * @throws Problem when the browser cannot read it as a picture.
 */
export async function decode(file: Blob, name: string): Promise<Picture> {
  try {
    return { name, bitmap: await createImageBitmap(file) };
  } catch {
    const what = file.size === 0 ? 'is empty' : 'is no picture that this browser can read';
    throw new Problem(`“${name}” ${what}. Choose a JPEG, PNG or WebP file.`);
  }
}

/** The first file of a drop or a paste. @throws Problem when there is none, or it is something else. */
export function fileOf(transfer: DataTransfer | null): File {
  const files = [...(transfer?.files ?? [])];
  const file = files.find(({ type }) => /^(image|video)\//.test(type)) ?? files[0];
  if (!file) throw new Problem('There was no picture in that. Drop or paste a picture file; links cannot be opened.');
  return file;
}
