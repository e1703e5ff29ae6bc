// SPDX-License-Identifier: Apache-2.0
// What `python -m synth.clips` writes beside a clip: COCO keypoints of every frame, with a `track_id`.
import { readFile } from 'node:fs/promises';
import { readAnnotations } from '../../cli/annotations/annotations.ts';
import { evaluateCoco } from '../../cli/coco/evaluate.ts';
import type { CocoDetection, CocoPerson } from '../../cli/coco/types.ts';
import { boxOf } from '../../src/pose/box.ts';
import type { Box } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';
import type { TruePerson } from './measures.ts';

export interface RenderedTruth {
  /** By frame, from 1. Of whom next to nothing is seen need not be found. */
  readonly tracks: ReadonlyMap<number, readonly TruePerson[]>;
  /** Picture ids are frames, from 1. */
  readonly people: readonly CocoPerson[];
}

export async function readRenderedTruth(path: string): Promise<RenderedTruth> {
  const { people, pictures } = await readAnnotations(path);
  // The reader has checked everything but what COCO does not know.
  const { annotations } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly annotations: readonly { readonly id: number; readonly track_id: number }[];
  };
  const trackOf = new Map(annotations.map(({ id, track_id }) => [id, track_id]));
  const tracks = new Map<number, TruePerson[]>(pictures.map(({ id }) => [id, []]));
  for (const person of people) {
    const { id, imageId, isCrowd } = person;
    tracks.get(imageId)?.push({ id: trackOf.get(id) ?? -id, box: wholeBox(person), ignored: isCrowd });
  }
  return { tracks, people };
}

/** The file's box is round what is seen; people are judged by their bodies, as far as their joints are labelled. */
function wholeBox({ bbox: [x, y, width, height], keypoints }: CocoPerson): Box {
  let [x0, y0, x1, y1] = [x, y, x + width, y + height];
  for (let at = 0; at < keypoints.length; at += 3) {
    if (keypoints[at + 2] === 0) continue;
    x0 = Math.min(x0, keypoints[at]!);
    y0 = Math.min(y0, keypoints[at + 1]!);
    x1 = Math.max(x1, keypoints[at]!);
    y1 = Math.max(y1, keypoints[at + 1]!);
  }
  return boxOf(x0, y0, x1, y1);
}

/** COCO's average precision of the keypoints, frame by frame. */
export function clipAccuracy(frames: readonly RecordFrame[], { tracks, people }: RenderedTruth): number {
  const found = frames.flatMap(({ index, poses }, place) =>
    poses.map(
      ({ keypoints, score }): CocoDetection => ({
        imageId: (index ?? place) + 1,
        keypoints: keypoints.flatMap((one) => [one.x, one.y, one.score]),
        score,
      }),
    ),
  );
  return evaluateCoco([...tracks.keys()], people, found).AP;
}
