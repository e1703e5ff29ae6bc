// SPDX-License-Identifier: Apache-2.0

/**
 * The 17 COCO keypoints in COCO's order. Left and right are the person's own: odd indices are left, even ones from 2 on
 * are right, 0 is in the middle.
 */
export const KEYPOINT_NAMES = [
  'nose',
  'left_eye',
  'right_eye',
  'left_ear',
  'right_ear',
  'left_shoulder',
  'right_shoulder',
  'left_elbow',
  'right_elbow',
  'left_wrist',
  'right_wrist',
  'left_hip',
  'right_hip',
  'left_knee',
  'right_knee',
  'left_ankle',
  'right_ankle',
] as const;

export type KeypointName = (typeof KEYPOINT_NAMES)[number];

export const KEYPOINT_COUNT = KEYPOINT_NAMES.length;

/** Nose, eyes and ears come first: where the rest of the body begins. */
export const FACE_END = 5;

/** Pairs of keypoint indices that are drawn as limbs: the 16 of tfjs-models' `getAdjacentPairs` for COCO. */
export const SKELETON: readonly (readonly [from: number, to: number])[] = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [5, 6],
  [5, 7],
  [5, 11],
  [6, 8],
  [6, 12],
  [7, 9],
  [8, 10],
  [11, 12],
  [11, 13],
  [12, 14],
  [13, 15],
  [14, 16],
];

/**
 * How far annotators of COCO disagree on each keypoint, as a share of the square root of the person's area
 * (cocoapi, `cocoeval.py`, `kpt_oks_sigmas`). The scale k of the OKS formula is twice this.
 */
export const SIGMAS: readonly number[] = [
  0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
];

/** `MIRROR[j]` is the keypoint that joint `j` becomes when the picture is flipped left to right. Its own inverse. */
export const MIRROR: readonly number[] = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15];

/** Joints below this score say nothing about the person as a whole: who it is, how large, how likely. */
export const SURE_JOINT = 0.2;
