// SPDX-License-Identifier: Apache-2.0
// The samples' pictures as pixels, and what is known of the rendered people in them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { RawImage } from '../../src/frame/frame.ts';
import type { Point } from '../../src/pose/oks.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);

interface Listing {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly bbox: readonly [x: number, y: number, width: number, height: number];
    readonly keypoints: readonly number[];
  }[];
}

export interface SamplePerson {
  /** 17 places in COCO's order, picture px; those that are hidden, too. */
  readonly joints: readonly Point[];
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
}

export function samplePath(file: string): string {
  return fileURLToPath(new URL(file, SAMPLES));
}

/** RGBA. */
export async function samplePicture(file: string): Promise<RawImage & { readonly data: Uint8Array }> {
  const { data, info } = await sharp(samplePath(file)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** The people of a rendered sample, as `people.json` lists them; of the astronaut nothing is known. */
export function samplePeople(file: string): SamplePerson[] {
  const listing: Listing = JSON.parse(readFileSync(samplePath('people.json'), 'utf8'));
  const image = listing.images.find(({ file_name }) => file_name === file);
  return listing.annotations
    .filter(({ image_id }) => image_id === image?.id)
    .map(({ keypoints, bbox }) => ({
      bbox,
      joints: Array.from({ length: 17 }, (_, i) => ({ x: keypoints[3 * i] ?? 0, y: keypoints[3 * i + 1] ?? 0 })),
    }));
}
