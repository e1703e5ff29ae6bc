// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { describePose } from '../../src/adapters/describe.ts';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES, type KeypointName } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';

type Places = Partial<Record<KeypointName, readonly [x: number, y: number]>>;

const STANDING: Places = {
  ...{ left_shoulder: [120, 100], right_shoulder: [80, 100], left_hip: [115, 200], right_hip: [85, 200] },
  ...{ left_elbow: [120, 150], right_elbow: [80, 150], left_wrist: [120, 195], right_wrist: [80, 195] },
  ...{ left_knee: [115, 280], right_knee: [85, 280], left_ankle: [115, 360], right_ankle: [85, 360] },
};
const SIZE = { width: 600, height: 400 };

/** Joints that are not named are not seen. */
function personAt(places: Places, score = 0.9): Pose {
  const keypoints = KEYPOINT_NAMES.map((name) => {
    const place = places[name];
    return { name, x: place?.[0] ?? 0, y: place?.[1] ?? 0, score: place ? score : 0.1, spread: 1, dissent: 0 };
  });
  return { keypoints, score, box: boxOf(60, 60, 140, 380) };
}

test('says where somebody is and that they stand', () => {
  expect(describePose(personAt(STANDING), SIZE)).toBe(
    'In the left third of the picture, 80 % of its height: torso upright.',
  );
});

test.each<[string, Places, string]>([
  ['a hand that is up', { right_wrist: [80, 60], right_elbow: [80, 80] }, 'right hand above the shoulder'],
  ['a bent elbow', { left_wrist: [170, 150] }, 'left elbow bent to 90 degrees'],
  ['who lies', { left_shoulder: [215, 205], right_shoulder: [215, 195] }, 'torso level'],
  ['who leans', { left_shoulder: [190, 120], right_shoulder: [150, 120] }, 'leaning'],
  ['who hangs', { left_shoulder: [115, 300], right_shoulder: [85, 300] }, 'upside down'],
])('speaks of %s', (_, change, words) => {
  expect(describePose(personAt({ ...STANDING, ...change }), SIZE)).toContain(words);
});

test('does not speak of what is not seen', () => {
  const text = describePose(personAt(STANDING, 0.4), SIZE);
  expect(text).toBe('In the left third of the picture, 80 % of its height: too little is seen to tell the posture.');
});
