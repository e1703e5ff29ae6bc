// SPDX-License-Identifier: Apache-2.0

/** Floats of one keypoint for a filter: x, y, score, spread; four, so that a SIMD kernel takes one at a time. */
export const FILTER_FLOATS = 4;

/** Smooths the keypoints of one person for display. */
export interface PlaceFilter {
  /**
   * Moves the places of all keypoints, in place.
   *
   * @param keypoints [17][4] = x, y (picture px), score, spread.
   * @param timeMs Later than at the call before.
   * @param size The square root of the person's area, px: people move as fast as they are large.
   */
  smooth(keypoints: Float32Array, timeMs: number, size: number): void;
  /** The picture is another size from now on: everything lies at (x · sx, y · sy). */
  scale(sx: number, sy: number): void;
}

/** A filter for somebody new. */
export type FilterFactory = () => PlaceFilter;
