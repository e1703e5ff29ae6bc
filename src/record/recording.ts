// SPDX-License-Identifier: Apache-2.0
// Poses over time as plain data: what `video` writes, what the page keeps, and what every exporter reads.
import { median } from '../pose/median.ts';
import type { Pose } from '../pose/pose.ts';

/** The poses of one moment. */
export interface RecordFrame {
  /** Milliseconds since the beginning of the recording. */
  readonly timeMs: number;
  readonly poses: readonly Pose[];
  /** Number of the frame in its source, from 0; its place in the recording when left out. */
  readonly index?: number;
}

/** Poses over time, in the order of time. */
export interface Recording {
  /** Where the frames come from. */
  readonly file?: string;
  /** Size of the pictures, px. */
  readonly width?: number;
  readonly height?: number;
  /** Frames a second of the source, where it has a fixed rate. */
  readonly fps?: number;
  readonly frames: readonly RecordFrame[];
}

/** The frame's number: its own, or its place in the recording. */
export function frameIndex(frame: RecordFrame, place: number): number {
  return frame.index ?? place;
}

/**
 * Milliseconds between two frames: from `fps`, else the median of the steps between time stamps, else (fewer than two
 * frames, or all at the same time) a thirtieth of a second.
 */
export function frameStepMs({ fps, frames }: Recording): number {
  if (fps !== undefined && fps > 0 && Number.isFinite(fps)) return 1000 / fps;
  const steps = frames
    .slice(1)
    .map(({ timeMs }, i) => timeMs - (frames[i]?.timeMs ?? timeMs))
    .filter((step) => step > 0);
  return median(steps) ?? 1000 / 30;
}

/** A text of whole lines. */
export function joined(lines: Iterable<string>): string {
  return `${[...lines].join('\n')}\n`;
}

/** Digits after the point that exports keep. */
export const DIGITS = { px: 2, share: 4, metres: 4, ms: 3 } as const;
