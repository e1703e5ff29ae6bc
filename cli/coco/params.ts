// SPDX-License-Identifier: Apache-2.0

/** Evenly spaced numbers as numpy's linspace makes them: start + i * step, the last one exactly `stop`. */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? stop : start + i * step));
}

/** OKS .50, .55, ... .95. */
export const OKS_THRESHOLDS: readonly number[] = linspace(0.5, 0.95, 10);

/** Recall 0, .01, ... 1. */
export const RECALL_POINTS: readonly number[] = linspace(0, 1, 101);

/** At most this many detections of a picture count. */
export const MAX_DETECTIONS = 20;

/** Area ranges in px^2, both ends included; COCO has no small people with keypoints. */
export const AREA_RANGES = {
  all: [0, 1e5 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e5 ** 2],
} as const;
