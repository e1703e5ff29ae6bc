// SPDX-License-Identifier: Apache-2.0
// Whether the swarm is honest about what it cannot see: a joint is covered, and its score read.
import { join } from 'node:path';
import type { Annotations } from '../../cli/annotations/annotations.ts';
import { hasBox, peopleByPicture, personBox } from '../../cli/annotations/person-boxes.ts';
import type { CocoPerson } from '../../cli/coco/types.ts';
import { judgeKeypoints } from '../../cli/evaluation/calibration.ts';
import { flatKeypoints } from '../../cli/evaluation/evaluation.ts';
import { type DecodedPicture, decodePicture } from '../../cli/images/decode.ts';
import type { Detector } from '../../src/index.ts';
import { seededRandom } from '../seeded-random.ts';

export interface MaskedReport {
  readonly joints: number;
  /** Share of the covered joints that score below `LOW`, and the share that is right all the same. */
  readonly low: number;
  readonly right: number;
  /** The same joints uncovered. */
  readonly lowBefore: number;
  readonly rightBefore: number;
}

/** A joint with less than this says that it does not know. */
export const LOW = 0.3;
/** Side of the grey square over a joint, as a share of the square root of the person's area. */
const SIDE = 0.6;
/** Of people with fewer labelled joints there is too little left to see. */
const LEAST_JOINTS = 8;
const GREY = 128;

/** Covers one visible joint of every person, drawn by lot, and asks for the pose in the annotated box. */
export async function judgeMasked(detector: Detector, annotations: Annotations, folder: string): Promise<MaskedReport> {
  const random = seededRandom(7);
  const tally = { joints: 0, low: 0, right: 0, lowBefore: 0, rightBefore: 0 };
  const byPicture = peopleByPicture(annotations);
  for (const { id, fileName } of annotations.pictures) {
    const people = (byPicture.get(id) ?? []).filter((one) => one.numKeypoints >= LEAST_JOINTS && hasBox(one));
    if (people.length === 0) continue;
    const picture = await decodePicture(join(folder, fileName));
    for (const person of people) {
      const joint = drawJoint(person, random);
      if (joint === undefined) continue;
      const before = await judgeJoint(detector, picture, person, joint);
      const after = await judgeJoint(detector, covered(picture, person, joint), person, joint);
      tally.joints++;
      tally.low += Number(after.score < LOW);
      tally.right += Number(after.right);
      tally.lowBefore += Number(before.score < LOW);
      tally.rightBefore += Number(before.right);
    }
  }
  const share = (count: number): number => count / Math.max(1, tally.joints);
  const { joints, low, right, lowBefore, rightBefore } = tally;
  return {
    joints,
    low: share(low),
    right: share(right),
    lowBefore: share(lowBefore),
    rightBefore: share(rightBefore),
  };
}

function drawJoint({ keypoints }: CocoPerson, random: () => number): number | undefined {
  const visible = keypoints.flatMap((v, i) => (i % 3 === 2 && v === 2 ? [(i - 2) / 3] : []));
  return visible[Math.floor(random() * visible.length)];
}

async function judgeJoint(
  detector: Detector,
  picture: DecodedPicture,
  person: CocoPerson,
  joint: number,
): Promise<{ readonly score: number; readonly right: boolean }> {
  const [pose] = await detector.estimatePoses(picture, { boxes: [personBox(person)] });
  const only = person.keypoints.map((value, i) => (Math.floor(i / 3) === joint || i % 3 < 2 ? value : 0));
  const [judged] = pose ? judgeKeypoints({ ...person, keypoints: only }, flatKeypoints(pose)) : [];
  return judged ?? { score: 0, right: false };
}

function covered(picture: DecodedPicture, person: CocoPerson, joint: number): DecodedPicture {
  const { width, height } = picture;
  const data = picture.data.slice();
  const half = (SIDE * Math.sqrt(person.area)) / 2;
  const [x = 0, y = 0] = person.keypoints.slice(3 * joint, 3 * joint + 2);
  const [left, right] = [Math.max(0, Math.floor(x - half)), Math.min(width, Math.ceil(x + half))];
  for (let row = Math.max(0, Math.floor(y - half)); row < Math.min(height, Math.ceil(y + half)); row++) {
    for (let column = left; column < right; column++)
      data.fill(GREY, 4 * (row * width + column), 4 * (row * width + column) + 3);
  }
  return { data, width, height };
}
