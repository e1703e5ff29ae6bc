// SPDX-License-Identifier: Apache-2.0
import type { Pose } from 'poseswarm';
import type { RecordFrame, Recording } from 'poseswarm/record';

/** No recording is longer, so that a forgotten one does not fill the memory. */
export const MOST_FRAMES = 36_000;

/** Poses over time, as they come. */
export interface Recorder {
  readonly frames: number;
  readonly seconds: number;
  /** Takes the poses of a frame; false when there is no room for more. */
  add(poses: readonly Pose[], timestampMs: number): boolean;
  recording(file: string, width: number, height: number): Recording;
}

/**
 * Times are counted from the first frame. A video that starts again goes on where it was in the recording, and so does one
 * of which nothing was seen for a while.
 */
export function createRecorder(): Recorder {
  const frames: RecordFrame[] = [];
  let last: number | undefined;
  let timeMs = 0;

  return {
    get frames() {
      return frames.length;
    },
    get seconds() {
      return timeMs / 1000;
    },
    add(poses, timestampMs) {
      if (frames.length >= MOST_FRAMES) return false;
      if (last !== undefined) {
        const gap = timestampMs - last;
        timeMs += gap > 0 && gap < LONGEST_GAP_MS ? gap : STEP_MS;
      }
      last = timestampMs;
      frames.push({ timeMs, poses });
      return true;
    },
    recording: (file, width, height) => ({ file, width, height, frames }),
  };
}

/** Between the end of a video and its beginning, milliseconds. */
const STEP_MS = 1000 / 30;
/** Milliseconds that no frame takes: the video was paused or sought, or the machine slept. */
const LONGEST_GAP_MS = 5000;
