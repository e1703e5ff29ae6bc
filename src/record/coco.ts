// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../pose/pose.ts';
import { rounded } from '../pose/rounded.ts';
import { DIGITS, frameIndex, joined, type RecordFrame, type Recording } from './recording.ts';

/** One entry of COCO's results format for keypoints (https://cocodataset.org/#format-results). */
export interface CocoResult {
  readonly image_id: number;
  /** COCO's number for a person. */
  readonly category_id: 1;
  /** [x, y, score] of the 17 keypoints, flat; px. cocoapi reads the places and ignores the third number. */
  readonly keypoints: readonly number[];
  readonly score: number;
  /** [x, y, width, height], px. */
  readonly bbox: readonly number[];
  /** Who it is, when poses are tracked; not of COCO, and ignored by its tools. */
  readonly track_id?: number;
}

/** The number of a frame's picture. */
export type ImageId = (frame: RecordFrame, place: number) => number;

/**
 * Poses in COCO's results format, best first within a frame as they came.
 *
 * What is longer than a text can be (RangeError) is written by `cocoLines`.
 *
 * @param imageId The picture's number in the annotation file; the frame's index when left out.
 */
export function toCocoResults(recording: Recording, imageId?: ImageId): string {
  return joined(cocoLines(recording, imageId));
}

/** The lines of `toCocoResults`, without their ends: an entry a line. */
export function* cocoLines({ frames }: Recording, imageId: ImageId = frameIndex): Generator<string> {
  let entry = '[';
  let hasMore = false;
  for (const [place, frame] of frames.entries()) {
    for (const pose of frame.poses) {
      if (hasMore) yield `${entry},`;
      entry = `${hasMore ? '' : '['}${JSON.stringify(cocoResult(pose, imageId(frame, place)))}`;
      hasMore = true;
    }
  }
  yield `${entry}]`;
}

function cocoResult({ keypoints, score, box, id }: Pose, imageId: number): CocoResult {
  const px = (value: number): number => rounded(value, DIGITS.px);
  return {
    image_id: imageId,
    category_id: 1,
    keypoints: keypoints.flatMap((joint) => [px(joint.x), px(joint.y), rounded(joint.score, DIGITS.share)]),
    score: rounded(score, DIGITS.share),
    bbox: [box.xMin, box.yMin, box.width, box.height].map(px),
    ...(id === undefined ? {} : { track_id: id }),
  };
}
