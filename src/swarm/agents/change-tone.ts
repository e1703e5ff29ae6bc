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
  const lift = (tone[TONE.lift] ?? 0) / LIFT_STEPS;
  tone_f32(
    pixels,
    count,
    blackOf(tone, 0),
    blackOf(tone, 1),
    blackOf(tone, 2),
    gainOf(tone, 0),
    gainOf(tone, 1),
    gainOf(tone, 2),
    lift,
  );
}

function blackOf(tone: Tone, channel: number): number {
  return (tone[TONE.black + channel] ?? 0) / 255;
}

function gainOf(tone: Tone, channel: number): number {
  return 255 / (255 - (tone[TONE.white + channel] ?? 0) - (tone[TONE.black + channel] ?? 0));
}
