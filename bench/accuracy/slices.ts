// SPDX-License-Identifier: Apache-2.0
// AP of parts of a set: by size, occlusion, crowding, pose.

import type { Annotations } from '../../cli/annotations/annotations.ts';
import { personBox } from '../../cli/annotations/person-boxes.ts';
import { evaluateCoco } from '../../cli/coco/evaluate.ts';
import { alwaysIgnored } from '../../cli/coco/match.ts';
import type { CocoDetection, CocoPerson } from '../../cli/coco/types.ts';
import { iou } from '../../src/pose/box.ts';

/** Who belongs to a slice; `others` are the people of the same picture. */
interface Slice {
  readonly name: string;
  readonly holds: (person: CocoPerson, others: readonly CocoPerson[]) => boolean;
}

export interface SliceLine {
  readonly slice: string;
  readonly people: number;
  readonly AP: number;
  readonly AP50: number;
}

const MEDIUM = 96 ** 2;
const CLEAR_JOINTS = 14;
const CROWDED = 0.1;
const HIDDEN = 0.3;
/** Shoulders to hips, indices of the 17 joints. */
const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP] = [5, 6, 11, 12] as const;

export const SLICES: readonly Slice[] = [
  { name: 'everybody', holds: () => true },
  { name: 'clear (area > 96^2, 14 joints or more)', holds: (p) => p.area > MEDIUM && p.numKeypoints >= CLEAR_JOINTS },
  { name: 'medium (32^2 to 96^2)', holds: (p) => p.area <= MEDIUM },
  { name: 'large (above 96^2)', holds: (p) => p.area > MEDIUM },
  { name: 'whole (14 labelled joints or more)', holds: (p) => p.numKeypoints >= CLEAR_JOINTS },
  { name: 'half (5 to 13 labelled joints)', holds: (p) => p.numKeypoints >= 5 && p.numKeypoints < CLEAR_JOINTS },
  { name: 'fragments (1 to 4 labelled joints)', holds: (p) => p.numKeypoints < 5 },
  { name: 'a third of the joints hidden or more', holds: (p) => hiddenShare(p) >= HIDDEN },
  { name: 'nothing hidden', holds: (p) => hiddenShare(p) === 0 },
  { name: 'crowded (box IoU above .1 with another)', holds: (p, others) => crowding(p, others) > CROWDED },
  { name: 'alone (no box touches theirs)', holds: (p, others) => crowding(p, others) === 0 },
  { name: 'torso within 30 degrees of upright', holds: (p) => lean(p) <= 30 },
  { name: 'torso 30 degrees or more from upright', holds: (p) => lean(p) > 30 },
];

/**
 * COCO AP of every slice, as if nobody else had been asked about: people outside it are ignore regions and bring no pose.
 *
 * @param poseOf The pose in the box of each annotated person.
 */
export function judgeSlices(annotations: Annotations, poseOf: ReadonlyMap<CocoPerson, CocoDetection>): SliceLine[] {
  const ids = annotations.pictures.map(({ id }) => id);
  const counted = annotations.people.filter((person) => !alwaysIgnored(person));
  return SLICES.map(({ name, holds }) => {
    const inside = new Set(
      counted.filter((person) =>
        holds(
          person,
          annotations.people.filter((other) => other !== person && other.imageId === person.imageId),
        ),
      ),
    );
    const people = annotations.people.map((person) => (inside.has(person) ? person : { ...person, isCrowd: true }));
    const detections = [...inside].flatMap((person) => poseOf.get(person) ?? []);
    const { AP, AP50 } = evaluateCoco(ids, people, detections);
    return { slice: name, people: inside.size, AP, AP50 };
  });
}

/** Share of the labelled joints that are labelled as hidden. */
function hiddenShare({ keypoints, numKeypoints }: CocoPerson): number {
  return keypoints.filter((v, i) => i % 3 === 2 && v === 1).length / Math.max(1, numKeypoints);
}

function crowding(person: CocoPerson, others: readonly CocoPerson[]): number {
  return Math.max(0, ...others.map((other) => iou(personBox(person), personBox(other))));
}

/** Degrees between the line from hips to shoulders and upright; NaN, in no slice, where a joint of it is not labelled. */
function lean({ keypoints }: CocoPerson): number {
  const joint = (index: number): readonly [number, number] => {
    const [x = 0, y = 0, v = 0] = keypoints.slice(3 * index, 3 * index + 3);
    return v > 0 ? [x, y] : [Number.NaN, Number.NaN];
  };
  const [ls, rs, lh, rh] = [joint(LEFT_SHOULDER), joint(RIGHT_SHOULDER), joint(LEFT_HIP), joint(RIGHT_HIP)];
  const [dx, dy] = [lh[0] + rh[0] - ls[0] - rs[0], lh[1] + rh[1] - ls[1] - rs[1]];
  return (Math.abs(Math.atan2(dx, dy)) * 180) / Math.PI;
}
