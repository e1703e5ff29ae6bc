// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../../pose/pose.ts';
import { toJson } from '../json.ts';
import { DIGITS, frameIndex, type Recording } from '../recording.ts';
import { ByteWriter, wholeOf } from './bytes.ts';
import { numbersOf } from './pose-numbers.ts';

/** "pswr": with it the bytes begin. */
export const NAME = Uint8Array.of(0x70, 0x73, 0x77, 0x72);
/** Of the form; a later form has a higher one. */
export const BINARY_VERSION = 1;

/** What a pose has besides its numbers: bits of its first byte. */
export const HAS = { id: 1, confirmed: 2, isConfirmed: 4, ageMs: 8, lastSeenMs: 16, keypoints3D: 32 } as const;

/**
 * The recording as bytes, a tenth of its JSON: the numbers are those that `toJson` writes, and `fromBinary` gives what `fromJson` would
 * of that; fields that poseswarm does not know are left out.
 *
 * The form: "pswr" and a byte for its version, 1; the length of what `toJson` gives of the recording without its frames, and that text; then, to
 * the end, frames. A frame is its index less that of the frame before less one, its time (thousandths of a ms) less that of the frame
 * before, how many poses there are, and these. A pose is a byte that says what it has, its id, its `ageMs`, the time of its frame less
 * `lastSeenMs`, and its numbers, each less that of the last pose with this id. Numbers are LEB128, those that may be negative zigzagged.
 *
 * @throws PoseError `bad-option` that names the place of a number that is none.
 */
export function toBinary({ frames, ...about }: Recording): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.bytes(NAME);
  out.byte(BINARY_VERSION);
  const head = new TextEncoder().encode(toJson({ ...about, frames: [] }));
  out.unsigned(head.length);
  out.bytes(head);
  const before = { index: -1, time: 0 };
  const known = new Map<number, readonly number[]>();
  for (const [k, frame] of frames.entries()) {
    const index = wholeOf(frameIndex(frame, k), 0, `frames[${k}].index`);
    const time = wholeOf(frame.timeMs, DIGITS.ms, `frames[${k}].timeMs`);
    out.signed(index - before.index - 1);
    out.signed(time - before.time);
    Object.assign(before, { index, time });
    out.unsigned(frame.poses.length);
    for (const [i, pose] of frame.poses.entries()) writePose(out, pose, time, known, `frames[${k}].poses[${i}]`);
  }
  return out.finish();
}

function writePose(
  out: ByteWriter,
  pose: Pose,
  time: number,
  known: Map<number, readonly number[]>,
  place: string,
): void {
  const { id, ageMs, lastSeenMs, confirmed, keypoints3D } = pose;
  let has = 0;
  if (id !== undefined) has += HAS.id;
  if (confirmed !== undefined) has += HAS.confirmed;
  if (confirmed) has += HAS.isConfirmed;
  if (ageMs !== undefined) has += HAS.ageMs;
  if (lastSeenMs !== undefined) has += HAS.lastSeenMs;
  if (keypoints3D) has += HAS.keypoints3D;
  out.byte(has);
  if (id !== undefined) out.signed(wholeOf(id, 0, `${place}.id`));
  if (ageMs !== undefined) out.signed(wholeOf(ageMs, DIGITS.ms, `${place}.ageMs`));
  if (lastSeenMs !== undefined) out.signed(time - wholeOf(lastSeenMs, DIGITS.ms, `${place}.lastSeenMs`));
  const numbers = numbersOf(pose, place);
  const last = id === undefined ? undefined : known.get(id);
  for (const [i, number] of numbers.entries()) out.signed(number - (last?.[i] ?? 0));
  if (id !== undefined) known.set(id, numbers);
}
