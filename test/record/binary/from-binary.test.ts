// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBinary } from '../../../src/record/binary/from-binary.ts';
import { toBinary } from '../../../src/record/binary/to-binary.ts';
import { fromJson } from '../../../src/record/from-json.ts';
import { toJson } from '../../../src/record/json.ts';
import type { Recording } from '../../../src/record/recording.ts';
import { poseOf, stickBody } from '../../support/bodies.ts';
import { RECORDING, recordings } from '../../support/recordings.ts';

describe('a recording', () => {
  test('comes back from its bytes as it does from its JSON', () => {
    expect(fromBinary(toBinary(RECORDING))).toEqual(fromJson(toJson(RECORDING)));
    expect(fromBinary(toBinary({ frames: [] }))).toEqual({ frames: [] });
    fc.assert(
      fc.property(recordings, (recording) => {
        expect(fromBinary(toBinary(recording))).toEqual(fromJson(toJson(recording)));
      }),
    );
  });

  test('is much smaller so: people who move, of which most numbers change a little', () => {
    const { keypoints3D: _, ...still } = poseOf(stickBody(), { id: 1, confirmed: true });
    const frames = Array.from({ length: 60 }, (_frame, k) => {
      const shaken = (at: number, joint: number) => at + 3.1 * k + 0.7 * Math.sin(5 * k + joint);
      const keypoints = still.keypoints.map((point, joint) => ({
        ...point,
        x: shaken(point.x, joint),
        spread: shaken(1, joint),
      }));
      const timeMs = k * 33.333;
      return { timeMs, poses: [{ ...still, keypoints, ageMs: timeMs, lastSeenMs: timeMs }] };
    });
    const moving: Recording = { file: 'walk.mp4', fps: 30, frames };
    const bytes = toBinary(moving);
    expect(bytes.length).toBeLessThan(toJson(moving).length / 10);
    expect(bytes.length).toBeLessThan(gzipSync(toJson(moving)).length);
    expect(fromBinary(bytes).frames).toHaveLength(60);
  });
});

describe('bytes that are no recording are refused', () => {
  const bytes = toBinary(RECORDING);
  const badOption = (message: string | RegExp) =>
    expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) });

  test('of another kind', () => {
    const json = new TextEncoder().encode(toJson(RECORDING));
    expect(() => fromBinary(json)).toThrow(
      badOption(/^the recording begins with the bytes 123 34 118 101, expected 112 115 119 114 \("pswr"\)$/),
    );
    expect(() => fromBinary('pswr' as unknown as Uint8Array)).toThrow(
      badOption('the recording is "pswr", expected a Uint8Array'),
    );
  });

  test('of a later version', () => {
    const later = bytes.with(4, 2);
    expect(() => fromBinary(later)).toThrow(badOption("the recording's version is 2, expected 1"));
  });

  test('cut off anywhere but between two frames', () => {
    for (let length = 0; length < bytes.length; length++) {
      const whole = fromFrames(bytes.subarray(0, length));
      expect(whole).toBeOneOf([undefined, 0]);
    }
  });

  test('with how many bytes there are, of the whole file', () => {
    const sentence = `the recording ends after ${bytes.length - 1} bytes in the middle of a frame, expected the rest of it`;
    expect(() => fromBinary(bytes.subarray(0, -1))).toThrow(badOption(sentence));
  });

  test('or changed anywhere: never anything but a recording or an error with a code', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        try {
          fromBinary(bytes.with(at, value));
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-option' });
        }
      }),
    );
  });

  /** How many frames they have; undefined where they are refused. */
  function fromFrames(some: Uint8Array): number | undefined {
    try {
      return fromBinary(some).frames.length;
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-option' });
      return undefined;
    }
  }
});
