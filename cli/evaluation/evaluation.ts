// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Detector } from '../../src/index.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { AnnotatedPicture, Annotations } from '../annotations/annotations.ts';
import { hasBox, peopleByPicture, personBox } from '../annotations/person-boxes.ts';
import { evaluateCoco } from '../coco/evaluate.ts';
import { alwaysIgnored } from '../coco/match.ts';
import { personPck } from '../coco/pck.ts';
import type { CocoDetection, CocoPerson, CocoSummary } from '../coco/types.ts';
import { DEFAULT_MAX_POSES, findPoses, posesInBoxes } from '../detector.ts';
import { decodePicture } from '../images/decode.ts';
import { type Io, sentence } from '../io.ts';
import { assignPoses } from './assign-poses.ts';
import { type Calibration, calibrationOf, type Judged, judgeKeypoints } from './calibration.ts';
import { somebodyFound } from './somebody-found.ts';

export type BoxSource = 'gt' | 'scouts';

export interface Evaluation extends Pick<CocoSummary, 'AP' | 'AP50' | 'AP75' | 'APm' | 'APl' | 'AR'> {
  /** Pictures that were read and looked at. */
  readonly images: number;
  /** Annotated people who count: no crowds, at least one labelled joint. */
  readonly people: number;
  readonly pck02: number;
  readonly msPerPerson: number;
  /** Pictures that could not be read; their people count as not found. */
  readonly failed: number;
  /** How honest the keypoints' scores are, over the labelled joints of everybody who was found. */
  readonly calibration: Calibration;
  /** Pictures with a large person, and of them those in which somebody was found, by lowest score of a pose. */
  readonly withLarge: number;
  readonly found: readonly { readonly minPoseScore: number; readonly pictures: number }[];
}

/** Pose scores from which on somebody counts as found in the details of an evaluation. */
export const FOUND_SCORES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] as const;

/** Runs the detector on every annotated picture of a folder and judges it by the COCO protocol. */
export async function evaluate(
  detector: Detector,
  annotations: Annotations,
  folder: string,
  source: BoxSource,
  io: Pick<Io, 'note'>,
): Promise<Evaluation> {
  const byPicture = peopleByPicture(annotations);
  const tally = { hits: 0, joints: 0, ms: 0, persons: 0, failed: 0, withLarge: 0 };
  const found = FOUND_SCORES.map((minPoseScore) => ({ minPoseScore, pictures: 0 }));
  const judged: Judged[] = [];
  const detections: CocoDetection[] = [];
  for (const entry of annotations.pictures) {
    const people = byPicture.get(entry.id) ?? [];
    const looked = await look(detector, entry, people, folder, source).catch((error: unknown) => {
      io.note(`poseswarm: ${join(folder, entry.fileName)}: ${sentence(error)}`);
      tally.failed += 1;
      return { poses: [], ms: 0, height: Number.NaN, ofPerson: new Map<number, Pose>() };
    });
    tally.ms += looked.ms;
    tally.persons += looked.poses.length;
    tally.withLarge += Number(somebodyFound(people, looked.poses, looked.height) !== undefined);
    for (const one of found) {
      one.pictures += Number(somebodyFound(people, looked.poses, looked.height, one.minPoseScore) ?? false);
    }
    detections.push(...looked.poses.map((pose) => detectionOf(entry.id, pose)));
    for (const person of people.filter((candidate) => !alwaysIgnored(candidate))) {
      const pose = looked.ofPerson.get(person.id);
      const count = personPck(person, pose && flatKeypoints(pose));
      tally.hits += count?.hits ?? 0;
      tally.joints += count?.joints ?? 0;
      if (pose) judged.push(...judgeKeypoints(person, flatKeypoints(pose)));
    }
  }
  const ids = annotations.pictures.map((picture) => picture.id);
  const { AP, AP50, AP75, APm, APl, AR } = evaluateCoco(ids, annotations.people, detections);
  return {
    images: annotations.pictures.length - tally.failed,
    people: annotations.people.filter((person) => !alwaysIgnored(person)).length,
    ...{ AP, AP50, AP75, APm, APl, AR },
    pck02: tally.joints > 0 ? tally.hits / tally.joints : -1,
    msPerPerson: tally.ms / Math.max(1, tally.persons),
    failed: tally.failed,
    calibration: calibrationOf(judged),
    withLarge: tally.withLarge,
    found,
  };
}

interface Looked {
  readonly poses: readonly Pose[];
  readonly ms: number;
  /** Of the picture, px. */
  readonly height: number;
  /** The pose that answers for an annotated person, by annotation id. */
  readonly ofPerson: ReadonlyMap<number, Pose>;
}

async function look(
  detector: Detector,
  entry: AnnotatedPicture,
  people: readonly CocoPerson[],
  folder: string,
  source: BoxSource,
): Promise<Looked> {
  const picture = await decodePicture(join(folder, entry.fileName));
  if (source === 'scouts') {
    const { poses, ms } = await findPoses(detector, picture, DEFAULT_MAX_POSES);
    return { poses, ms, height: picture.height, ofPerson: assignPoses(people, poses) };
  }
  const boxed = people.filter((person) => person.numKeypoints > 0 && hasBox(person));
  const { poses, ms } = await posesInBoxes(detector, picture, boxed.map(personBox));
  const ofPerson = new Map(boxed.flatMap(({ id }, i) => (poses[i] ? [[id, poses[i]] as const] : [])));
  return { poses, ms, height: picture.height, ofPerson };
}

/**
 * 17 x (x, y, score) as COCO lists them. Labels and answers are compared as they are: the swarm learns COCO's labels
 * unshifted, so half a pixel added here would be an error, not its correction.
 */
export function flatKeypoints(pose: Pose): number[] {
  return pose.keypoints.flatMap(({ x, y, score }) => [x, y, score]);
}

function detectionOf(imageId: number, pose: Pose): CocoDetection {
  return { imageId, keypoints: flatKeypoints(pose), score: pose.score };
}
