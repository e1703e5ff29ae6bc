// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pose } from '../../src/pose/pose.ts';
import { fromJson } from '../../src/record/from-json.ts';
import { toJson } from '../../src/record/json.ts';
import type { Recording } from '../../src/record/recording.ts';
import { poseOf, stickBody } from '../support/bodies.ts';

const { keypoints3D, ...flat } = poseOf(stickBody(), { id: 4, score: 0.5 });
const deep = { ...flat, keypoints3D: keypoints3D ?? [], ageMs: 40, lastSeenMs: 40, confirmed: false };
const RECORDING: Recording = { file: 'a.mp4', fps: 25, frames: [{ index: 0, timeMs: 0, poses: [flat, deep] }] };

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
const recordings: fc.Arbitrary<Recording> = together(
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

describe('a recording', () => {
  test('comes back from its JSON, in as many digits as that keeps', () => {
    const { version, ...said } = JSON.parse(toJson(RECORDING));
    expect(fromJson(toJson(RECORDING))).toEqual(said);
    fc.assert(
      fc.property(recordings, (recording) => {
        const text = toJson(recording);
        const again = fromJson(text);
        expect(toJson(again)).toBe(text);
        expect(again.frames.map(({ poses }) => poses.length)).toEqual(
          recording.frames.map(({ poses }) => poses.length),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('from before there were versions is read, too, and what is not known stays', () => {
    expect(fromJson('{"frames":[],"place":"here"}')).toEqual({ frames: [], place: 'here' });
  });
});

/** The recording with a value at a place. */
function changed(place: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(JSON.stringify(RECORDING)) as Recording;
  let at = copy as object as Record<string, never>;
  for (const name of place.slice(0, -1)) at = at[name]!;
  (at as Record<string, unknown>)[place.at(-1)!] = value;
  return JSON.stringify(copy);
}

describe('what is none is refused, with its place', () => {
  test.each([
    ['{"frames":', /the recording is no JSON/],
    ['[]', /^the recording is \[\], expected an object/],
    ['null', /^the recording is null, expected an object/],
    ['{}', /^frames is missing, expected a list/],
    ['{"version":2,"frames":[]}', /^version is 2, expected 1/],
    ['{"file":7,"frames":[]}', /^file is 7, expected a text/],
    ['{"fps":"25","frames":[]}', /^fps is "25", expected a number/],
    ['{"fps":1e999,"frames":[]}', /^fps is null, expected a number/],
    ['{"frames":[3]}', /^frames\[0\] is 3, expected an object/],
    ['{"frames":[{"poses":[]}]}', /^frames\[0\]\.timeMs is missing, expected a number/],
  ])('%s', (text, sentence) => {
    expect(() => fromJson(text)).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(sentence) }),
    );
  });

  test.each([
    [['score'], 'high', '.score is "high", expected a number'],
    [['id'], null, '.id is null, expected a number'],
    [['confirmed'], 1, '.confirmed is 1, expected true or false'],
    [['box', 'width'], null, '.box.width is null, expected a number'],
    [['keypoints'], [], '.keypoints.length is 0, expected 17'],
    [['keypoints', 3, 'name'], 'elbow', '.keypoints[3].name is "elbow", expected left_ear'],
    [['keypoints', 17], { name: 'tail' }, '.keypoints[17].name is "tail", expected no more'],
    [['keypoints3D', 0, 'z'], undefined, '.keypoints3D[0].z is missing, expected a number'],
  ] as const)('a pose with %j: %j', (place, value, sentence) => {
    const text = changed(['frames', 0, 'poses', 1, ...place], value);
    expect(() => fromJson(text)).toThrow(`frames[0].poses[1]${sentence}`);
  });
});
