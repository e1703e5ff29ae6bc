// SPDX-License-Identifier: Apache-2.0
// The cheapest filter: an exponential blend of all keypoints of a person in one call of a SIMD kernel.
import type { FilterFactory } from './place-filter.ts';

/** A kernel that blends 17 keypoints, and where it reads and writes; shared by everybody, for it keeps nothing. */
export interface BlendKernel {
  /** [17][4] = x, y, score, spare. */
  readonly current: Float32Array;
  /** The same of the frame before; `run` overwrites it with the result. */
  readonly previous: Float32Array;
  /** Where the score is above `threshold`: share * current + (1 - share) * previous, elsewhere what was before. */
  run(share: number, threshold: number): void;
}

/** A step is followed by 1 - 1/e in this time, s. */
const BLEND_SECONDS = 0.06;
/** Joints that score less stay where they were. */
const LEAST_SCORE = 0.05;

/** Filters that blend with the frame before, by the time that passed. */
export function blend(kernel: BlendKernel): FilterFactory {
  return () => {
    let state: Float32Array | undefined;
    let lastMs = 0;
    return {
      smooth(keypoints, timeMs) {
        if (state === undefined) {
          state = keypoints.slice();
        } else {
          kernel.current.set(keypoints);
          kernel.previous.set(state);
          kernel.run(1 - Math.exp(-(timeMs - lastMs) / 1000 / BLEND_SECONDS), LEAST_SCORE);
          state.set(kernel.previous);
          for (let at = 0; at < keypoints.length; at += 4) {
            keypoints[at] = state[at]!;
            keypoints[at + 1] = state[at + 1]!;
          }
        }
        lastMs = timeMs;
      },
      scale(sx, sy) {
        for (let at = 0; at < (state?.length ?? 0); at += 4) {
          state![at] = state![at]! * sx;
          state![at + 1] = state![at + 1]! * sy;
        }
      },
    };
  };
}
