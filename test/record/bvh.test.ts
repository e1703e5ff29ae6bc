// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keypoint3D } from '../../src/pose/pose.ts';
import type { Vector3 } from '../../src/pose/vector3.ts';
import { toBvh } from '../../src/record/bvh.ts';
import type { Recording } from '../../src/record/recording.ts';
import { jointOf, poseOf, STANDING, STICK_BONES, STICK_LINES, stickBody } from '../support/bodies.ts';
import { bvhPlaces, parseBvh } from '../support/bvh.ts';

/** Nodes of the file and the keypoints that they are. */
const SAME = {
  LeftUpLeg: 'left_hip',
  LeftLeg: 'left_knee',
  'LeftLeg end': 'left_ankle',
  RightUpLeg: 'right_hip',
  RightLeg: 'right_knee',
  'RightLeg end': 'right_ankle',
  LeftArm: 'left_shoulder',
  LeftForeArm: 'left_elbow',
  'LeftForeArm end': 'left_wrist',
  RightArm: 'right_shoulder',
  RightForeArm: 'right_elbow',
  'RightForeArm end': 'right_wrist',
  'Head end': 'nose',
} as const;

const direction = fc
  .tuple(...Array.from({ length: 3 }, () => fc.double({ min: -1, max: 1, noNaN: true })))
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v): Vector3 => {
    const [x = 0, y = 0, z = 0] = v.map((part) => part / Math.hypot(...v));
    return { x, y, z };
  });
const anyBody = fc
  .tuple(
    fc.array(direction, { minLength: STICK_BONES, maxLength: STICK_BONES }),
    fc.array(direction, { minLength: STICK_LINES, maxLength: STICK_LINES }),
  )
  .map(([bones, lines]) => stickBody(bones, lines));

const recordingOf = (bodies: readonly Keypoint3D[][], fields: { id?: number } = {}) => {
  return { fps: 30, frames: bodies.map((body, i) => ({ timeMs: (i * 1000) / 30, poses: [poseOf(body, fields)] })) };
};

function expectPlaces(places: Map<string, number[]>, body: readonly Keypoint3D[]): void {
  for (const [node, name] of Object.entries(SAME)) {
    const { x, y, z } = body[jointOf(name)]!;
    const at = places.get(node)!;
    // Angles and offsets have four digits: well below a tenth of a millimetre at the end of a limb.
    for (const [i, value] of [100 * x, -100 * y, -100 * z].entries()) expect(at[i]! - value).toBeCloseTo(0, 2);
  }
}

describe('a body whose bones keep their length', () => {
  test('comes back from the file to every keypoint of its limbs, whatever its pose', () => {
    fc.assert(
      fc.property(fc.array(anyBody, { minLength: 1, maxLength: 4 }), (bodies) => {
        const clip = parseBvh(toBvh(recordingOf(bodies)));
        expect(clip.frames).toHaveLength(bodies.length);
        for (const [i, body] of bodies.entries()) expectPlaces(bvhPlaces(clip, clip.frames[i]!), body);
      }),
      { numRuns: 30 },
    );
  });

  test('comes back also where a limb points straight against its rest, and where a turn of 90 degrees locks angles', () => {
    const up = { x: 0, y: -1, z: 0 };
    const ahead = { x: 0, y: 0, z: -1 };
    const bodies = [
      stickBody([up, up, up, up, ...STANDING.slice(4)]),
      stickBody([ahead, ahead, ahead, ahead, ahead, ...STANDING.slice(5)]),
      stickBody(STANDING.map(({ x, y, z }) => ({ x: -x, y: -y, z: -z }))),
    ];
    const clip = parseBvh(toBvh(recordingOf(bodies)));
    for (const [i, body] of bodies.entries()) expectPlaces(bvhPlaces(clip, clip.frames[i]!), body);
  });
});

test('at rest the skeleton is a T-pose, and the person who stands facing the camera has arms turned down', () => {
  const clip = parseBvh(toBvh(recordingOf([stickBody()])));
  const rest = bvhPlaces(
    clip,
    clip.frames[0]!.map(() => 0),
  );
  expect(rest.get('LeftForeArm end')).toEqual([18 + 30 + 26, 50, 0]);
  expect(rest.get('RightLeg end')).toEqual([-10, -82, 0]);
  expect(rest.get('Head end')).toEqual([0, 72, 11]);
  expectPlaces(bvhPlaces(clip, clip.frames[0]!), stickBody());
});

test('bones have the median of their lengths', () => {
  const grown = stickBody().map(({ x, y, z, ...rest }) => ({ ...rest, x: 1.5 * x, y: 1.5 * y, z: 1.5 * z }));
  const clip = parseBvh(toBvh(recordingOf([stickBody(), grown, stickBody()])));
  expect(clip.nodes.find(({ name }) => name === 'LeftLeg')?.offset).toEqual([0, -42, 0]);
});

test('the frame time is that of the rate, or the median of the steps between frames', () => {
  const frames = [0, 40, 80, 120, 500].map((timeMs) => ({ timeMs, poses: [poseOf(stickBody())] }));
  expect(parseBvh(toBvh({ frames })).frameTime).toBe(0.04);
  expect(parseBvh(toBvh({ fps: 50, frames })).frameTime).toBe(0.02);
});

describe('of several people', () => {
  const arms = stickBody(STANDING.map((bone, i) => (i >= 5 && i <= 8 ? { x: 0, y: -1, z: 0 } : bone)));
  const frames = [0, 1, 2, 3].map((i) => ({
    timeMs: i * 100,
    poses: [
      ...(i === 1 ? [] : [poseOf(arms, { id: 7 })]),
      ...(i > 1 ? [poseOf(stickBody(), { id: 3 })] : []),
      poseOf(stickBody(), { id: 9, ...(i < 4 ? { keypoints3D: undefined as never } : {}) }),
    ],
  }));

  test('the one with 3-D in most frames is written, and their pose is held where they are not seen', () => {
    const clip = parseBvh(toBvh({ frames }));
    expect(clip.frames).toHaveLength(4);
    expectPlaces(bvhPlaces(clip, clip.frames[0]!), arms);
    expect(clip.frames[1]).toEqual(clip.frames[0]);
  });

  test('a thing that stays longer than anybody is not written, unless there is nobody', () => {
    // It was taken for somebody at first.
    const post = (i: number) => poseOf(arms, { id: 1, confirmed: i < 2 });
    const walker = poseOf(stickBody(), { id: 2, confirmed: true });
    const seen = [0, 1, 2, 3, 4, 5, 6].map((i) => ({ timeMs: i * 40, poses: [post(i), ...(i < 3 ? [walker] : [])] }));
    const first = ({ frames: moments }: Recording) => {
      const clip = parseBvh(toBvh({ frames: moments }));
      return bvhPlaces(clip, clip.frames[0]!);
    };
    expectPlaces(first({ frames: seen }), stickBody());
    const posts = seen.map(({ timeMs, poses }) => ({ timeMs, poses: poses.slice(0, 1) }));
    expectPlaces(first({ frames: posts }), arms);
    expectPlaces(first({ frames: posts.slice(2) }), arms);
  });

  test('the one asked for is written, from the first frame on', () => {
    const clip = parseBvh(toBvh({ frames }, { id: 3 }));
    expect(clip.frames).toHaveLength(4);
    for (const frame of clip.frames) expectPlaces(bvhPlaces(clip, frame), stickBody());
  });

  test('one without 3-D is refused by name, and so is a recording of nobody', () => {
    const badOption = (message: RegExp) =>
      expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) });
    expect(() => toBvh({ frames }, { id: 9 })).toThrow(badOption(/person 9 never has keypoints3D/));
    expect(() => toBvh({ frames: [] })).toThrow(badOption(/nobody has keypoints3D/));
  });
});
