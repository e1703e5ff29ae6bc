// SPDX-License-Identifier: Apache-2.0
import clips from '../../samples/clips.json';
import pictures from '../../samples/samples.json';
import type { Picture } from './pictures.ts';

const ADDRESSES: Record<string, string> = import.meta.glob<string>('../../samples/*.{jpg,webm}', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** A picture or a clip that comes along with the page. */
export interface Sample {
  readonly title: string;
  readonly address: string;
  readonly isClip: boolean;
}

export const SAMPLES: readonly Sample[] = [
  ...pictures.map(({ file, title }) => ({ title, address: addressOf(file), isClip: false })),
  ...clips.map(({ file, title }) => ({ title, address: addressOf(file), isClip: true })),
];

function addressOf(file: string): string {
  const address = ADDRESSES[`../../samples/${file}`];
  if (!address) throw new Error(`samples names ${file}, which is not in samples/.`);
  return address;
}

/** Decodes a sample whose image the page shows already, so that this works without network. */
export async function decodeSample(image: HTMLImageElement, name: string): Promise<Picture> {
  await image.decode();
  return { name, bitmap: await createImageBitmap(image) };
}
