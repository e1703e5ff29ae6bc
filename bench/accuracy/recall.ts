// SPDX-License-Identifier: Apache-2.0
// Who is found, by height: the scouts' curve.
import { join } from 'node:path';
import type { Annotations } from '../../cli/annotations/annotations.ts';
import { peopleByPicture, personBox } from '../../cli/annotations/person-boxes.ts';
import { alwaysIgnored } from '../../cli/coco/match.ts';
import { DEFAULT_MAX_POSES, findPoses } from '../../cli/detector.ts';
import { decodePicture } from '../../cli/images/decode.ts';
import type { Detector } from '../../src/index.ts';
import { iou } from '../../src/pose/box.ts';

export interface RecallBin {
  /** Heights of people in the bin, px of the picture: from here to where the next bin begins. */
  readonly from: number;
  readonly people: number;
  readonly found: number;
}

const EDGES = [0, 40, 60, 90, 130, 180, 240, 320, 420] as const;
const FOUND_IOU = 0.5;

/** Share of the annotated people on whose box (IoU .5) the detector reports somebody, by the height of the box. */
export async function recallByHeight(
  detector: Detector,
  annotations: Annotations,
  folder: string,
): Promise<RecallBin[]> {
  const bins = EDGES.map((from) => ({ from, people: 0, found: 0 }));
  const byPicture = peopleByPicture(annotations);
  for (const { id, fileName } of annotations.pictures) {
    const people = (byPicture.get(id) ?? []).filter((person) => !alwaysIgnored(person));
    const { poses } = await findPoses(detector, await decodePicture(join(folder, fileName)), DEFAULT_MAX_POSES);
    for (const person of people) {
      const bin = bins.findLast(({ from }) => person.bbox[3] >= from);
      if (bin === undefined) continue;
      bin.people++;
      if (poses.some(({ box }) => iou(box, personBox(person)) >= FOUND_IOU)) bin.found++;
    }
  }
  return bins;
}
