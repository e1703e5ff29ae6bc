// SPDX-License-Identifier: Apache-2.0
import { MIRROR } from '../pose/keypoints.ts';

/** Red, green and blue, 0..1 in sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colours of one person, CSS: the person's own left is light, their right is deep, what is in the middle between. */
export interface PersonColours {
  left: string;
  right: string;
  middle: string;
}

export type Side = keyof PersonColours;
export type Palette = Readonly<Record<Side, Rgb>>;

const GOLDEN_ANGLE = 137.508;
const FIRST_HUE = 190;
const FAINTEST = 0.15;

/** Below every coloured line lies a dark one, so that light and deep colours are seen on any picture. */
export const OUTLINE: Rgb = [0, 0, 0];
export const OUTLINE_ALPHA = 0.55;
/** The inside of the ring that marks a joint of the person's right. */
export const DARK: Rgb = [20 / 255, 20 / 255, 24 / 255];
export const WHITE: Rgb = [1, 1, 1];

/** Hue of the person with this number (index or track id), degrees: a golden angle apart, so neighbours differ most. */
export function personHue(index: number): number {
  return Math.round((FIRST_HUE + index * GOLDEN_ANGLE) % 360);
}

export function personPalette(index: number): Palette {
  const hue = personHue(index);
  return { left: hsl(hue, 1, 0.76), right: hsl((hue + 24) % 360, 0.95, 0.5), middle: hsl(hue, 0.85, 0.64) };
}

/** The colours of the person with this number (index or track id), as CSS writes them. */
export function personColours(index: number): PersonColours {
  const { left, right, middle } = personPalette(index);
  return { left: css(left), right: css(right), middle: css(middle) };
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red * 255)} ${Math.round(green * 255)} ${Math.round(blue * 255)})`;
}

/** How opaque a keypoint of this score is drawn: 0 below `minScore`, then from faint up to 1 at `fullScore`. */
export function scoreAlpha(score: number, minScore: number, fullScore: number): number {
  if (!(score >= minScore)) return 0; // NaN is not drawn either
  if (score >= fullScore) return 1;
  return FAINTEST + ((1 - FAINTEST) * (score - minScore)) / (fullScore - minScore);
}

/** Whose side a keypoint is on; the nose, which is its own mirror image, is in the middle. */
export function sideOf(joint: number): Side {
  if (MIRROR[joint] === joint) return 'middle';
  return joint % 2 === 1 ? 'left' : 'right';
}

export function limbSide(from: number, to: number): Side {
  const [a, b] = [sideOf(from), sideOf(to)];
  if (a === b) return a;
  return a === 'middle' ? b : b === 'middle' ? a : 'middle';
}

/** Hue in degrees, saturation and lightness 0..1 (CSS Color 4, 7.1). */
function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}
