// SPDX-License-Identifier: Apache-2.0
import { isPlain, LIFT_STEPS, TONE, type Tone } from '../../frame/exposure.ts';
import type { Kernels } from '../kernels/kernels.ts';

/**
 * Makes up for how a picture was exposed; most need nothing.
 *
 * @param pixels Byte offset of f32 [count][4]: r, g, b of 0..1.
 */
export function changeTone({ tone_f32 }: Kernels, pixels: number, count: number, tone: Tone): void {
  if (isPlain(tone)) return;
  const black = (channel: number): number => (tone[TONE.black + channel] ?? 0) / 255;
  const gain = (channel: number): number =>
    255 / (255 - (tone[TONE.white + channel] ?? 0) - (tone[TONE.black + channel] ?? 0));
  const lift = (tone[TONE.lift] ?? 0) / LIFT_STEPS;
  tone_f32(pixels, count, black(0), black(1), black(2), gain(0), gain(1), gain(2), lift);
}
