// SPDX-License-Identifier: Apache-2.0
import { inWords, kindOf, refuse } from '../../pose/check.ts';
import type { Pose } from '../../pose/pose.ts';
import { fromJson } from '../from-json.ts';
import { DIGITS, type RecordFrame, type Recording } from '../recording.ts';
import { ByteReader } from './bytes.ts';
import { numberCount, poseOf } from './pose-numbers.ts';
import { BINARY_VERSION, HAS, NAME } from './to-binary.ts';

const MS = 10 ** DIGITS.ms;

/**
 * The recording of bytes that `toBinary` wrote.
 *
 * @throws PoseError `bad-option` for bytes that are none of its, of a later version, or end in the middle of a frame.
 */
export function fromBinary(bytes: Uint8Array): Recording {
  if (kindOf(bytes) !== 'Uint8Array') refuse(`the recording is ${inWords(bytes)}, expected a Uint8Array`);
  const [begins, expected] = [bytes.subarray(0, NAME.length).join(' '), NAME.join(' ')];
  if (begins !== expected) refuse(`the recording begins with the bytes ${begins}, expected ${expected} ("pswr")`);
  const input = new ByteReader(bytes);
  input.bytes(NAME.length);
  const version = input.byte();
  if (version !== BINARY_VERSION) refuse(`the recording's version is ${version}, expected ${BINARY_VERSION}`);
  const about = fromJson(new TextDecoder().decode(Uint8Array.from(input.bytes(input.unsigned()))));
  const frames: RecordFrame[] = [];
  const before = { index: -1, time: 0 };
  const poses = new Map<number, readonly number[]>();
  while (!input.isAtEnd) {
    before.index += input.signed() + 1;
    before.time += input.signed();
    const { index, time } = before;
    const count = input.unsigned();
    const found: Pose[] = [];
    while (found.length < count) found.push(readPose(input, time, poses));
    frames.push({ index, timeMs: time / MS, poses: found });
  }
  return { ...about, frames };
}

function readPose(input: ByteReader, time: number, known: Map<number, readonly number[]>): Pose {
  const has = input.byte();
  const id = has & HAS.id ? input.signed() : undefined;
  const ageMs = has & HAS.ageMs ? input.signed() / MS : undefined;
  const lastSeenMs = has & HAS.lastSeenMs ? (time - input.signed()) / MS : undefined;
  const last = id === undefined ? undefined : known.get(id);
  const numbers: number[] = [];
  const count = numberCount((has & HAS.keypoints3D) !== 0);
  for (let i = 0; i < count; i++) numbers.push(input.signed() + (last?.[i] ?? 0));
  if (id !== undefined) known.set(id, numbers);
  return {
    ...(id !== undefined && { id }),
    ...(has & HAS.confirmed && { confirmed: (has & HAS.isConfirmed) !== 0 }),
    ...(ageMs !== undefined && { ageMs }),
    ...(lastSeenMs !== undefined && { lastSeenMs }),
    ...poseOf(numbers),
  };
}
