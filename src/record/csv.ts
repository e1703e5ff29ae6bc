// SPDX-License-Identifier: Apache-2.0
import { KEYPOINT_NAMES } from '../pose/keypoints.ts';
import type { Pose } from '../pose/pose.ts';
import { rounded } from '../pose/rounded.ts';
import { DIGITS, frameIndex, joined, type Recording } from './recording.ts';

const HEAD_COLUMNS = ['frame', 'time_ms', 'id', 'score', 'x_min', 'y_min', 'width', 'height'] as const;
const JOINT_COLUMNS = ['x', 'y', 'score'] as const;
const SPACE_COLUMNS = ['x_m', 'y_m', 'z_m'] as const;

/**
 * The columns of `toCsv`, in their order.
 *
 * `frame` (number from 0), `time_ms`, `id` (empty without tracking), `score` (0..1), the box `x_min`, `y_min`, `width`,
 * `height` (px); then for each of the 17 keypoints `<name>_x`, `<name>_y` (px) and `<name>_score` (0..1); with `space`,
 * `<name>_x_m`, `<name>_y_m`, `<name>_z_m` of each: metres, hip-centred, empty where a pose has no 3-D; last `confirmed`, `true` or
 * `false`, empty without tracking.
 */
export function csvColumns(space: boolean): string[] {
  const columns = (suffixes: readonly string[]): string[] =>
    KEYPOINT_NAMES.flatMap((name) => suffixes.map((suffix) => `${name}_${suffix}`));
  return [...HEAD_COLUMNS, ...columns(JOINT_COLUMNS), ...(space ? columns(SPACE_COLUMNS) : []), 'confirmed'];
}

/**
 * A table with a line of column names and a row for each person of each frame (RFC 4180, but lines end in \n).
 *
 * Frames without people have no row. The 3-D columns are there when any pose has `keypoints3D`. What is longer than a text can be
 * (RangeError) is written by `csvLines`.
 */
export function toCsv(recording: Recording): string {
  return joined(csvLines(recording));
}

/** The lines of `toCsv`, without their ends. */
export function* csvLines({ frames }: Recording): Generator<string> {
  const space = frames.some(({ poses }) => poses.some(({ keypoints3D }) => keypoints3D !== undefined));
  yield csvColumns(space).join(',');
  for (const [place, frame] of frames.entries()) {
    const when = [frameIndex(frame, place), rounded(frame.timeMs, DIGITS.ms)];
    for (const pose of frame.poses) yield [...when, ...poseCells(pose, space)].join(',');
  }
}

function poseCells(pose: Pose, space: boolean): (number | boolean | '')[] {
  const { id, score, box, keypoints, keypoints3D, confirmed } = pose;
  const px = (value: number): number => rounded(value, DIGITS.px);
  const metres = (value: number | undefined): number | '' => (value === undefined ? '' : rounded(value, DIGITS.metres));
  const flat = keypoints.flatMap((joint) => [px(joint.x), px(joint.y), rounded(joint.score, DIGITS.share)]);
  const deep = KEYPOINT_NAMES.flatMap((_, joint) => {
    const at = keypoints3D?.[joint];
    return [metres(at?.x), metres(at?.y), metres(at?.z)];
  });
  return [
    id ?? '',
    rounded(score, DIGITS.share),
    px(box.xMin),
    px(box.yMin),
    px(box.width),
    px(box.height),
    ...flat,
    ...(space ? deep : []),
    confirmed ?? '',
  ];
}
