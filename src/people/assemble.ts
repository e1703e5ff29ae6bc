// SPDX-License-Identifier: Apache-2.0
import { boxOf, clipBox } from '../pose/box.ts';
import { KEYPOINT_NAMES, SURE_JOINT } from '../pose/keypoints.ts';
import type { Box, Keypoint, Pose } from '../pose/pose.ts';

/** What the swarm says about one person; picture px. */
export interface Person {
  /** Where the squads were sent. */
  readonly box: Box;
  /** Probability of a person by the scouts; 1 when the caller named the box. */
  readonly boxScore: number;
  /** How likely the person as a whole is right, 0..1; undefined where the swarm has no agent that judges it. */
  readonly score?: number | undefined;
  /** [17][5] = x, y, score, spread, dissent; see `KEYPOINT_FLOATS`. */
  readonly keypoints: Float32Array;
}

/** Floats of one keypoint in `Person.keypoints`. */
export const KEYPOINT_FLOATS = 5;

/** With fewer sure joints than this their extent is no body. */
const MIN_SURE = 4;
/** How far a box reaches beyond its joints' extent, as shares of that extent's height, height and width. */
interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly side: number;
}

/** Heads, hands and feet lie beyond their joints: medians over the 20,266 people of the training labels. */
const BODY_MARGINS: Margins = { top: 0.14, bottom: 0.1, side: 0.15 };
/** The same where squads are to look again: their crops have some air above and below; whoever is slim is seen stretched. */
const LOOK_MARGINS: Margins = { top: 0.125, bottom: 0.125, side: 0.2 };

/**
 * The pose of a person in a picture of `width` x `height` px.
 *
 * Its score is the person's own; without one the mean score of its sure keypoints (0 without any) times the square root of
 * the scouts' probability.
 * Its box is round its sure joints, or where the squads were sent when they are few, lie outside the picture or on a
 * line; clipped to the picture, of which it always covers a part unless the squads were sent outside it.
 */
export function assemblePose({ box, boxScore, score, keypoints: values }: Person, width: number, height: number): Pose {
  const keypoints = KEYPOINT_NAMES.map((name, joint): Keypoint => {
    const at = joint * KEYPOINT_FLOATS;
    const value = (field: number): number => values[at + field] ?? 0;
    return { x: value(0), y: value(1), score: value(2), name, spread: value(3), dissent: value(4) };
  });
  const sure = keypoints.filter(({ score }) => score > SURE_JOINT);
  const mean = sure.length > 0 ? sure.reduce((sum, { score }) => sum + score, 0) / sure.length : 0;
  const bodies = sure.length >= MIN_SURE ? [extent(sure, BODY_MARGINS), box] : [box];
  return { keypoints, score: score ?? mean * Math.sqrt(boxScore), box: firstSeen(bodies, width, height) };
}

/** Where to look for a pose again: at its sure joints. Undefined where too few are sure to say more than the first box. */
export function closerBox({ keypoints }: Pose): Box | undefined {
  const sure = keypoints.filter(({ score }) => score > SURE_JOINT);
  return sure.length < MIN_SURE ? undefined : extent(sure, LOOK_MARGINS);
}

/** The same pose in the picture flipped left to right. Names stay with the person's own sides. */
export function flipPose(pose: Pose, width: number): Pose {
  const { xMin, xMax, yMin, yMax } = pose.box;
  const { keypoints3D } = pose;
  return {
    ...pose,
    ...(keypoints3D ? { keypoints3D: keypoints3D.map((keypoint) => ({ ...keypoint, x: -keypoint.x })) } : {}),
    keypoints: pose.keypoints.map((keypoint) => ({ ...keypoint, x: width - keypoint.x })),
    box: boxOf(width - xMax, yMin, width - xMin, yMax),
  };
}

/** What the picture shows of the first of these boxes that it shows at all; the last one as it is when it shows none. */
function firstSeen(boxes: readonly Box[], width: number, height: number): Box {
  for (const box of boxes) {
    const seen = clipBox(box, width, height);
    if (seen.width > 0 && seen.height > 0) return seen;
  }
  return boxes.at(-1) ?? boxOf(0, 0, width, height);
}

/** The box round joints, grown by shares of its sides. */
function extent(joints: readonly Keypoint[], { top, bottom, side }: Margins): Box {
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let y1 = Number.NEGATIVE_INFINITY;
  for (const { x, y } of joints) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  const width = x1 - x0;
  const height = y1 - y0;
  return boxOf(x0 - side * width, y0 - top * height, x1 + side * width, y1 + bottom * height);
}
