// SPDX-License-Identifier: Apache-2.0
// How long a picture may take.

export interface BudgetOptions {
  readonly budgetMs?: number | undefined;
  readonly targetFps?: number | undefined;
}

/**
 * A frame of a video that nobody set a budget for may take this long, however fast frames come: 240 frames a second with as much
 * air again. Where a squad costs less than a millisecond that is two; at 60 frames a second (`VIDEO_SHARE`) all four.
 */
export const LEAST_VIDEO_BUDGET_MS = 2.5;
/** The same for a slow video: this share of the time between two frames, which leaves the rest of the core to others. */
export const VIDEO_SHARE = 0.25;

/**
 * Milliseconds for one picture; undefined for as long as it takes, which is what a still image without a budget gets.
 *
 * @param sinceMs Time between the last frame and this one; undefined for a still image, 0 for a video's first frame.
 */
export function frameBudgetMs({ budgetMs, targetFps }: BudgetOptions, sinceMs: number | undefined): number | undefined {
  if (budgetMs !== undefined) return budgetMs;
  if (targetFps !== undefined) return 1000 / targetFps;
  return sinceMs === undefined ? undefined : Math.max(LEAST_VIDEO_BUDGET_MS, sinceMs * VIDEO_SHARE);
}
