// SPDX-License-Identifier: Apache-2.0
import type { KeypointName } from './keypoints.ts';

/**
 * One keypoint of one person. Positions are in the picture's own (intrinsic) pixels and continuous: pixel `i` spans
 * [i, i + 1), so its centre is i + 0.5.
 */
export interface Keypoint {
  x: number;
  y: number;
  /** How likely the keypoint is right, 0..1. */
  score: number;
  name: KeypointName;
  /** Root mean square distance of the agreeing votes from the keypoint, picture px: an honest error bar. */
  spread: number;
  /** Share of the live vote weight that the consensus gated out, 0..1. */
  dissent: number;
}

/**
 * A keypoint in space: metres from the middle of the hips, along the axes of a camera that looks at it: x to the right, y
 * down, z away from the camera.
 */
export interface Keypoint3D {
  x: number;
  y: number;
  z: number;
  /** That of the keypoint in the picture, 0..1. */
  score: number;
  name: KeypointName;
}

/** Axis-aligned box in picture px; `xMax` and `yMax` are exclusive edges, so width = xMax - xMin. */
export interface Box {
  xMin: number;
  yMin: number;
  xMax: number;
  yMax: number;
  width: number;
  height: number;
}

/** What a box is given by. */
export type Edges = Pick<Box, 'xMin' | 'yMin' | 'xMax' | 'yMax'>;

export interface Pose {
  /** Always 17, in the order of `KEYPOINT_NAMES`; an unlikely one keeps its place with a low score. */
  keypoints: Keypoint[];
  /** How likely the whole pose is a person seen right, 0..1. */
  score: number;
  box: Box;
  /**
   * Identity over time, never given to anybody else: two who were taken for each other when they met change ids when their clothes
   * tell. Like the three below present only when poses are tracked.
   */
  id?: number;
  /** For how long this person has been known, ms. */
  ageMs?: number;
  /** Time stamp of the frame in which the swarm last saw this person; later frames show a prediction that fades. */
  lastSeenMs?: number;
  /** Whether the person was seen often and surely enough to be more than a slip of the scouts, or a thing. Stays true once it is. */
  confirmed?: boolean;
  /** The same 17 in space, of a person as tall as the detector was told; only with `lift`, where enough is seen. */
  keypoints3D?: Keypoint3D[];
}
