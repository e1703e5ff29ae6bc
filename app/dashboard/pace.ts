// SPDX-License-Identifier: Apache-2.0
// When the dashboard's numbers are refreshed: often enough to be live, seldom enough to cost a frame next to nothing, however
// slow the frames come.

/** Milliseconds that the dashboard may cost a frame, with some air below the 0.4 that are promised. */
export const FRAME_SHARE_MS = 0.3;
const SOONEST_MS = 1000;
/** Nobody looks at numbers that are older than this. */
const LATEST_MS = 6000;

/** After so long without a frame the source rests, or was paused: its last numbers are shown. */
const QUIET_MS = 600;

/** What has happened since the last refresh. */
export interface Since {
  readonly ms: number;
  readonly frames: number;
  /** Frames a second that the numbers say: it is to be seen that no more come. */
  readonly shownFps: number;
  /** Milliseconds without a frame. */
  readonly quietMs: number;
  /** Whether a picture was looked at that is no frame of a video. */
  readonly news: boolean;
  /** Milliseconds that a refresh costs, as far as is known. */
  readonly costMs: number;
}

export function isDue({ ms, frames, shownFps, quietMs, news, costMs }: Since): boolean {
  if (ms < SOONEST_MS) return false;
  if (ms >= LATEST_MS) return true;
  if (frames === 0) return news || shownFps > 0;
  return quietMs >= QUIET_MS || frames * FRAME_SHARE_MS >= costMs;
}
