// SPDX-License-Identifier: Apache-2.0
import { DETECTOR_DEFAULTS } from '../../src/detector/options.ts';
import { iou } from '../../src/pose/box.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { personBox } from '../annotations/person-boxes.ts';
import { alwaysIgnored } from '../coco/match.ts';
import type { CocoPerson } from '../coco/types.ts';

/** People at least this share of the picture high are large. */
const LARGE = 0.25;
/** A pose whose box overlaps a person's more than this has found them. */
const FOUND_IOU = 0.5;

/**
 * Whether the scouts found somebody, anybody, in a picture with a large person: a pose that the detector would report
 * by itself, or from `minPoseScore` on, with a box on a person's.
 *
 * @returns undefined for a picture without a large person: it does not count
 */
export function somebodyFound(
  people: readonly CocoPerson[],
  poses: readonly Pose[],
  pictureHeight: number,
  minPoseScore: number = DETECTOR_DEFAULTS.minPoseScore,
): boolean | undefined {
  const counted = people.filter((person) => !alwaysIgnored(person));
  if (!counted.some(({ bbox }) => bbox[3] >= LARGE * pictureHeight)) return undefined;
  const reported = poses.filter(({ score }) => score >= minPoseScore);
  return counted.some((person) => reported.some(({ box }) => iou(box, personBox(person)) >= FOUND_IOU));
}
