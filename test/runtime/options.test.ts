// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import {
  checkBoxes,
  checkBudget,
  checkCount,
  checkFlag,
  checkKnown,
  checkMetres,
  checkPoses,
  checkShare,
  checkTime,
} from '../../src/runtime/options.ts';
import { poseOf, stickBody } from '../support/bodies.ts';

const standing = poseOf(stickBody());
const badOption = (sentence: RegExp) =>
  expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(sentence) });

/** What plain JavaScript may pass although the types forbid it. */
function slip<T>(value: unknown): T {
  return value as T;
}

test('what is in range is handed on', () => {
  const boxes = [boxOf(-5, 0, 10, 20)];
  expect(checkBoxes(boxes)).toBe(boxes);
  expect(checkPoses([standing])).toEqual([standing]);
  expect([checkCount(3, 'n', 1, 3), checkShare(0, 's'), checkShare(1, 's'), checkTime(-1, 't')]).toEqual([3, 0, 1, -1]);
  expect(() => checkKnown({ a: 1 }, ['a', 'b'], 'options')).not.toThrow();
});

test.each<[string, () => unknown, RegExp]>([
  [
    'an unknown name',
    () => checkKnown({ maxPose: 1 }, ['maxPoses'], 'options'),
    /options has "maxPose", expected only maxPoses/,
  ],
  [
    'a count that is too large',
    () => checkCount(4, 'maxPoses', 1, 3),
    /maxPoses is 4, expected a whole number from 1 to 3/,
  ],
  ['half a person', () => checkCount(1.5, 'maxPoses', 1, 3), /1\.5/],
  ['a count that is no number', () => checkCount(Number.NaN, 'maxPoses', 1, 3), /NaN/],
  ['a share above 1', () => checkShare(1.01, 'minPoseScore'), /minPoseScore is 1\.01, expected 0 to 1/],
  ['a share that is no number', () => checkShare(Number.NaN, 'minPoseScore'), /NaN/],
  ['no budget', () => checkBudget({ budgetMs: 0 }), /budgetMs is 0, expected a number above 0/],
  ['a rate out of reach', () => checkBudget({ targetFps: 1001 }), /targetFps is 1001, expected .* at most 1000/],
  ['a budget in letters', () => checkBudget({ budgetMs: slip('500') }), /budgetMs is "500", expected a number above 0/],
  ['a budget that is a flag', () => checkBudget({ budgetMs: slip(true) }), /budgetMs is true/],
  ['a rate in a list', () => checkBudget({ targetFps: slip([30]) }), /targetFps is \[object Array\]/],
  ['a budget and a rate', () => checkBudget({ budgetMs: 4, targetFps: 30 }), /budgetMs is 4 and targetFps is 30/],
  ['a flag that is none', () => checkFlag(slip('yes'), 'lift'), /lift is "yes", expected true or false/],
  ['a giant', () => checkMetres(3.1, 'personHeight', 0.3, 3), /personHeight is 3\.1, expected 0\.3 to 3 metres/],
  ['a height that is no number', () => checkMetres(slip('tall'), 'personHeight', 0.3, 3), /personHeight is "tall"/],
  ['no time', () => checkTime(Number.POSITIVE_INFINITY, 'timestampMs'), /timestampMs is Infinity/],
  ['a box without width', () => checkBoxes([boxOf(0, 0, 1, 1), boxOf(5, 0, 5, 9)]), /boxes\[1\] is \[5, 0, 5, 9\]/],
  ['a box of NaN', () => checkBoxes([boxOf(0, Number.NaN, 5, 9)]), /boxes\[0\] is \[0, NaN, 5, 9\], expected finite/],
  [
    'a box in letters',
    () => checkBoxes(slip([{ xMin: '100', yMin: '10', xMax: '300', yMax: '400' }])),
    /boxes\[0\] is \["100", "10", "300", "400"\], expected finite edges/,
  ],
  ['a box of symbols', () => checkBoxes(slip([{ xMin: Symbol('left') }])), /boxes\[0\] is \[Symbol\(left\), undefined/],
  ['a box out of reach', () => checkBoxes([boxOf(0, 0, 2e6, 9)]), /2000000.*within 1000000 px/],
  ['no box', () => checkBoxes(slip([boxOf(0, 0, 1, 1), null])), /boxes\[1\] is null, expected a box/],
  ['no boxes', () => checkBoxes(slip('all')), /boxes is "all", expected an array/],
  ['no poses', () => checkPoses(slip({})), /poses is \[object Object\], expected an array/],
  ['no pose', () => checkPoses(slip([standing, null])), /poses\[1\]\.keypoints is undefined, expected 17/],
  [
    'a pose without ankles',
    () => checkPoses([{ ...standing, keypoints: standing.keypoints.slice(0, 15) }]),
    /poses\[0\] has the keypoints nose, .*right_knee, expected nose, .*right_ankle/,
  ],
  [
    'keypoints in another order',
    () => checkPoses([{ ...standing, keypoints: standing.keypoints.toReversed() }]),
    /right_ankle, .*nose, expected nose/,
  ],
  ['keypoints that are none', () => checkPoses([{ ...standing, keypoints: slip([null]) }]), /keypoints undefined, exp/],
  ['a crowd of keypoints', () => checkPoses(slip([{ keypoints: Array(1e5) }])), /^.{300,800}$/],
  ['keypoints with odd names', () => checkPoses(slip([{ keypoints: [{ name: Object.create(null) }] }])), /\[object Ob/],
  ['no options', () => checkKnown(slip(null), ['a'], 'options'), /options is null, expected an object/],
])('%s is refused', (_, check, sentence) => {
  expect(check).toThrow(badOption(sentence));
});
