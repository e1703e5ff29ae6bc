// SPDX-License-Identifier: Apache-2.0
import type { Keypoint, Keypoint3D, Pose } from '../pose/pose.ts';
import { rounded } from '../pose/rounded.ts';
import { DIGITS, frameIndex, joined, type RecordFrame, type Recording } from './recording.ts';

/** What the JSON says of its own form, so that readers can tell; a later form has a higher one. */
export const RECORDING_VERSION = 1;

/**
 * The JSON of a recording: `{version, file?, width?, height?, fps?, frames: [{index, timeMs, poses}]}`, a frame a line.
 *
 * Of hours with several people it is longer than a text can be (RangeError): then write the `jsonLines` one by one.
 */
export function toJson(recording: Recording): string {
  return joined(jsonLines(recording));
}

/** The lines of `toJson`, without their ends. */
export function* jsonLines({ frames, ...head }: Recording): Generator<string> {
  const fields = JSON.stringify({ version: RECORDING_VERSION, ...head }).slice(0, -1);
  if (frames.length === 0) return yield `${fields},"frames":[]}`;
  yield `${fields},"frames":[`;
  for (const [place, frame] of frames.entries()) {
    yield JSON.stringify(frameJson(frame, place)) + (place < frames.length - 1 ? ',' : '');
  }
  yield ']}';
}

/** One frame as `toJson` writes it: for those who write line by line while a video runs. */
export function frameJson(frame: RecordFrame, place: number): object {
  const timeMs = rounded(frame.timeMs, DIGITS.ms);
  return { index: frameIndex(frame, place), timeMs, poses: frame.poses.map(poseJson) };
}

/**
 * A pose with its numbers rounded, times as those of frames, so that `lastSeenMs` is the `timeMs` of a frame; fields that it has
 * besides (id, confirmed ...) stay as they are.
 */
function poseJson({ keypoints, keypoints3D, score, box, ageMs, lastSeenMs, ...rest }: Pose): object {
  return {
    ...rest,
    ...(ageMs === undefined ? {} : { ageMs: rounded(ageMs, DIGITS.ms) }),
    ...(lastSeenMs === undefined ? {} : { lastSeenMs: rounded(lastSeenMs, DIGITS.ms) }),
    score: rounded(score, DIGITS.share),
    box: Object.fromEntries(Object.entries(box).map(([edge, px]) => [edge, rounded(px, DIGITS.px)])),
    keypoints: keypoints.map(keypointJson),
    ...(keypoints3D ? { keypoints3D: keypoints3D.map(keypoint3DJson) } : {}),
  };
}

function keypointJson({ x, y, score, spread, dissent, ...rest }: Keypoint): object {
  return {
    ...rest,
    x: rounded(x, DIGITS.px),
    y: rounded(y, DIGITS.px),
    score: rounded(score, DIGITS.share),
    spread: rounded(spread, DIGITS.px),
    dissent: rounded(dissent, DIGITS.share),
  };
}

function keypoint3DJson({ x, y, z, score, ...rest }: Keypoint3D): object {
  const place = { x: rounded(x, DIGITS.metres), y: rounded(y, DIGITS.metres), z: rounded(z, DIGITS.metres) };
  return { ...rest, ...place, score: rounded(score, DIGITS.share) };
}
