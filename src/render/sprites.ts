// SPDX-License-Identifier: Apache-2.0
import { ATLAS_SIZE, type LabelAtlas, PAD } from './label-atlas.ts';
import type { Label } from './shapes.ts';
import type { View } from './view.ts';

/** Floats of a sprite: left, top, width, height in canvas px; the same of the texture, 0..1; red, green, blue, alpha. */
export const SPRITE_FLOATS = 12;

/** Writes the labels as sprites of the atlas; answers how many. `out` is as long as `MOST_LABELS` needs. */
export function labelSprites(labels: readonly Label[], atlas: LabelAtlas, out: Float32Array): number {
  // Placing may start the atlas anew and move what was placed before: so once to place, and once to read.
  for (const label of labels) atlas.place(label);
  let count = 0;
  for (const label of labels.slice(0, MOST_LABELS)) {
    const place = atlas.place(label);
    if (!place) continue;
    const { left, top, width, height } = place;
    const at = count++ * SPRITE_FLOATS;
    out[at] = label.x - PAD;
    out[at + 1] = label.y - height / 2;
    out[at + 2] = width;
    out[at + 3] = height;
    out[at + 4] = left / ATLAS_SIZE;
    out[at + 5] = top / ATLAS_SIZE;
    out[at + 6] = width / ATLAS_SIZE;
    out[at + 7] = height / ATLAS_SIZE;
    out.set(label.colour, at + 8);
    out[at + 11] = 1;
  }
  return count;
}

/** Labels of one frame that can be drawn. */
export const MOST_LABELS = 256;

/** The whole picture as one sprite of a texture of its own; a mirror reads the texture backwards. */
export function pictureSprite({ scale, left, top, picture, mirror }: View, out: Float32Array): void {
  out.set([left, top, picture.width * scale, picture.height * scale]);
  out.set(mirror ? [1, 0, -1, 1] : [0, 0, 1, 1], 4);
  out.set([1, 1, 1, 1], 8);
}
