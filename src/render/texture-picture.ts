// SPDX-License-Identifier: Apache-2.0
// Pictures may have longer sides than a GPU's textures.
import { createCanvas, type PlainCanvas } from './plain-canvas.ts';
import type { RenderPicture } from './renderer.ts';
import type { Size } from './view.ts';

/** Gives a picture back that fits into a texture: the same one where it does. */
export type TextureFitter = (picture: RenderPicture) => RenderPicture;

/** Intrinsic size of a picture, px. */
export function sizeOf(picture: RenderPicture): Size {
  if ('naturalWidth' in picture) return { width: picture.naturalWidth, height: picture.naturalHeight };
  if ('videoWidth' in picture) return { width: picture.videoWidth, height: picture.videoHeight };
  if ('displayWidth' in picture) return { width: picture.displayWidth, height: picture.displayHeight };
  return { width: picture.width, height: picture.height };
}

/** The largest size of this shape whose sides are at most `most`; whole px, none of them 0. */
export function sizeWithin({ width, height }: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Makes a smaller copy of pictures that are too large. Its canvas is kept for the next frame, and let go with the first
 * picture that needs none.
 *
 * @param most Longest side of a texture, px.
 */
export function createTextureFitter(most: number): TextureFitter {
  let copy: PlainCanvas | undefined;
  return (picture) => {
    const size = sizeOf(picture);
    if (Math.max(size.width, size.height) <= most) {
      copy = undefined;
      return picture;
    }
    const { width, height } = sizeWithin(size, most);
    if (copy?.canvas.width !== width || copy.canvas.height !== height) copy = createCanvas(width, height);
    const { canvas, context } = copy;
    context.clearRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    return canvas;
  };
}
