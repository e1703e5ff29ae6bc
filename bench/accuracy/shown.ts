// SPDX-License-Identifier: Apache-2.0
// Whose right pose is reported: half of somebody is somebody, and has to score like it.
import { join } from 'node:path';
import type { Annotations } from '../../cli/annotations/annotations.ts';
import { peopleByPicture } from '../../cli/annotations/person-boxes.ts';
import { alwaysIgnored } from '../../cli/coco/match.ts';
import { personOks } from '../../cli/coco/person-oks.ts';
import type { CocoPerson } from '../../cli/coco/types.ts';
import { DEFAULT_MAX_POSES, findPoses, openDetector } from '../../cli/detector.ts';
import { flatKeypoints } from '../../cli/evaluation/evaluation.ts';
import { decodePicture } from '../../cli/images/decode.ts';
import { DETECTOR_DEFAULTS } from '../../src/detector/options.ts';

/** Large people (area > 96^2), by what is to be seen of them. */
export interface ShownLine {
  readonly people: string;
  /** Of how many some pose is right: OKS .5 or more. */
  readonly right: number;
  /** Of how many of these a right pose is reported at the default score. */
  readonly shown: number;
}

const LARGE = 96 ** 2;
const RIGHT = 0.5;
/** A box that ends within so many px of the picture's lower edge is cut by it. */
const EDGE_PX = 2;
/** The first of knees and ankles, the last four joints. */
const FIRST_LEG_JOINT = 13;

/** Counts right poses of large people, and those that score enough to be reported. */
export async function judgeShown(
  annotations: Annotations,
  folder: string,
  weights: string | undefined,
): Promise<ShownLine[]> {
  const kinds = ['cut off below', 'others without legs in sight', 'with legs'];
  const lines = kinds.map((people) => ({ people, right: 0, shown: 0 }));
  const detector = await openDetector({ weights, minPoseScore: 0 });
  const byPicture = peopleByPicture(annotations);
  for (const { id, fileName } of annotations.pictures) {
    const people = (byPicture.get(id) ?? []).filter((person) => !alwaysIgnored(person) && person.area > LARGE);
    if (people.length === 0) continue;
    const picture = await decodePicture(join(folder, fileName));
    const { poses } = await findPoses(detector, picture, DEFAULT_MAX_POSES);
    for (const person of people) {
      const right = poses.filter((pose) => personOks(person, flatKeypoints(pose)) >= RIGHT);
      const line = lines[kindOf(person, picture.height)];
      if (line === undefined || right.length === 0) continue;
      line.right++;
      if (right.some(({ score }) => score >= DETECTOR_DEFAULTS.minPoseScore)) line.shown++;
    }
  }
  await detector.dispose();
  return lines;
}

function kindOf({ keypoints, bbox }: CocoPerson, height: number): 0 | 1 | 2 {
  if (keypoints.some((value, i) => i % 3 === 2 && i >= 3 * FIRST_LEG_JOINT && value > 0)) return 2;
  return bbox[1] + bbox[3] >= height - EDGE_PX ? 0 : 1;
}
