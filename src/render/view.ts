// SPDX-License-Identifier: Apache-2.0

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `contain` shows the whole picture, `cover` fills the canvas and cuts what stands over. */
export type Fit = 'contain' | 'cover';

/** How picture px lie on the canvas: x' = x scale + left (mirrored: right edge minus x scale), y' = y scale + top. */
export interface View {
  /** Canvas px per picture px. */
  readonly scale: number;
  /** Where the picture's upper left corner lies, canvas px. */
  readonly left: number;
  readonly top: number;
  readonly picture: Size;
  /** Flipped left to right, as a mirror shows it. Labels stay readable. */
  readonly mirror: boolean;
}

export function fitView(picture: Size, canvas: Size, fit: Fit = 'contain', mirror = false): View {
  const ratios = [canvas.width / picture.width, canvas.height / picture.height] as const;
  const scale = fit === 'contain' ? Math.min(...ratios) : Math.max(...ratios);
  const left = (canvas.width - picture.width * scale) / 2;
  const top = (canvas.height - picture.height * scale) / 2;
  return { scale, left, top, picture, mirror };
}

/** Where x of the picture lies on the canvas. */
export function viewX({ scale, left, picture, mirror }: View, x: number): number {
  return left + (mirror ? picture.width - x : x) * scale;
}

export function viewY({ scale, top }: View, y: number): number {
  return top + y * scale;
}
