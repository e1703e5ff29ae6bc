// SPDX-License-Identifier: Apache-2.0
// Recordings for tests: a small one, and any whose numbers may be whatever.
import fc from 'fast-check';
import type { Pose } from '../../src/pose/pose.ts';
import type { Recording } from '../../src/record/recording.ts';
import { poseOf, stickBody } from './bodies.ts';

const { keypoints3D, ...flat } = poseOf(stickBody(), { id: 4, score: 0.5 });
const deep = { ...flat, keypoints3D: keypoints3D ?? [], ageMs: 40, lastSeenMs: 40, confirmed: false };
/** A frame with two people, one of them in space. */
export const RECORDING: Recording = { file: 'a.mp4', fps: 25, frames: [{ index: 0, timeMs: 0, poses: [flat, deep] }] };

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const optional = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    value.map((one) => ({ [name]: one })),
  );
const together = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all));

/** Poses whose numbers are anything. */
const pose: fc.Arbitrary<Pose> = fc
  .tuple(
    fc.boolean(),
    fc.infiniteStream(number),
    together(
      optional('id', fc.nat()),
      optional('ageMs', number),
      optional('lastSeenMs', number),
      optional('confirmed', fc.boolean()),
    ),
  )
  .map(([inSpace, numbers, track]) => {
    const any = (): number => numbers.next().value;
    const shaken = <T extends object>(one: T): T =>
      Object.fromEntries(
        Object.entries(one).map(([name, value]) => [name, typeof value === 'number' ? any() : value]),
      ) as T;
    return {
      ...track,
      score: any(),
      box: shaken(flat.box),
      keypoints: flat.keypoints.map(shaken),
      ...(inSpace ? { keypoints3D: deep.keypoints3D.map(shaken) } : {}),
    };
  });
export const recordings: fc.Arbitrary<Recording> = together(
  optional('file', fc.string({ unit: 'binary' })),
  optional('width', fc.nat()),
  optional('height', fc.nat()),
  optional('fps', number),
  fc
    .array(
      together(optional('index', fc.nat()), fc.record({ timeMs: number, poses: fc.array(pose, { maxLength: 3 }) })),
      {
        maxLength: 4,
      },
    )
    .map((frames) => ({ frames })),
);
