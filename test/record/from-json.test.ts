// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJson } from '../../src/record/from-json.ts';
import { toJson } from '../../src/record/json.ts';
import type { Recording } from '../../src/record/recording.ts';
import { RECORDING, recordings } from '../support/recordings.ts';

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
