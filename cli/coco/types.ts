// SPDX-License-Identifier: Apache-2.0

/** x, y, width, height in image px (the COCO order). */
export type CocoBox = readonly [number, number, number, number];

/** One annotated person. Coordinates are COCO's own: keypoints are pixel indices, boxes and areas are continuous. */
export interface CocoPerson {
  readonly id: number;
  readonly imageId: number;
  readonly bbox: CocoBox;
  /** Area of the person's segment in px^2 (not of the box). */
  readonly area: number;
  /** 17 x (x, y, v); v 0 = not labelled, 1 = labelled and hidden, 2 = labelled and visible. */
  readonly keypoints: readonly number[];
  readonly numKeypoints: number;
  readonly isCrowd: boolean;
}

/** One result in the COCO results format. */
export interface CocoDetection {
  readonly imageId: number;
  /** 17 x (x, y, anything), COCO pixel indices. */
  readonly keypoints: readonly number[];
  readonly score: number;
}

/** The ten numbers pycocotools prints for keypoints; -1 where the range has no person. */
export interface CocoSummary {
  readonly AP: number;
  readonly AP50: number;
  readonly AP75: number;
  readonly APm: number;
  readonly APl: number;
  readonly AR: number;
  readonly AR50: number;
  readonly AR75: number;
  readonly ARm: number;
  readonly ARl: number;
}
