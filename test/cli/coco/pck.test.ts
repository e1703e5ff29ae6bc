// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { personPck, torsoDiameter } from '../../../cli/coco/pck.ts';
import type { CocoPerson } from '../../../cli/coco/types.ts';

const LEFT_SHOULDER = 5;
const RIGHT_SHOULDER = 6;
const LEFT_HIP = 11;
const RIGHT_HIP = 12;
const NOSE = 0;

type Joints = Readonly<Record<number, readonly [x: number, y: number]>>;

function person(joints: Joints): CocoPerson {
  const keypoints = Array.from({ length: 17 }, (_, j) => [...(joints[j] ?? [0, 0]), joints[j] ? 2 : 0]).flat();
  const numKeypoints = Object.keys(joints).length;
  return { id: 1, imageId: 1, bbox: [0, 0, 200, 200], area: 9000, keypoints, numKeypoints, isCrowd: false };
}

const TORSO: Joints = { [LEFT_SHOULDER]: [100, 0], [RIGHT_HIP]: [40, 80] };

describe('PCK@0.2 of the torso', () => {
  it('measures left shoulder to right hip, else the other diagonal, else nothing', () => {
    expect(torsoDiameter(person(TORSO).keypoints)).toBe(100);
    expect(torsoDiameter(person({ [RIGHT_SHOULDER]: [0, 0], [LEFT_HIP]: [30, 40] }).keypoints)).toBe(50);
    expect(torsoDiameter(person({ [LEFT_SHOULDER]: [0, 0], [LEFT_HIP]: [30, 40] }).keypoints)).toBeUndefined();
    expect(torsoDiameter(person({ [LEFT_SHOULDER]: [9, 9], [RIGHT_HIP]: [9, 9] }).keypoints)).toBeUndefined();
  });

  it('counts a labelled joint as right when it is nearer than a fifth of the torso', () => {
    const labelled = person({ ...TORSO, [NOSE]: [120, 10] });
    const answer = [...labelled.keypoints];
    answer[0] = 120 + 19.9;
    expect(personPck(labelled, answer)).toEqual({ hits: 3, joints: 3 });
    answer[0] = 120 + 20;
    expect(personPck(labelled, answer)).toEqual({ hits: 2, joints: 3 });
  });

  it('counts every labelled joint as missed when nobody found the person', () => {
    expect(personPck(person(TORSO), undefined)).toEqual({ hits: 0, joints: 2 });
  });

  it('leaves people without a torso out', () => {
    const noTorso = person({ [NOSE]: [5, 5] });
    expect(personPck(noTorso, noTorso.keypoints)).toBeUndefined();
  });
});
