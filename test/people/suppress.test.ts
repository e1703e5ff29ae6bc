// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergePoses, suppressBoxes, suppressPoses } from '../../src/people/suppress.ts';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { stickBody } from '../support/bodies.ts';

const found = (score: number, ...edges: [number, number, number, number]) => ({ score, box: boxOf(...edges) });

describe('boxes', () => {
  test('of one person leave the best, best first', () => {
    const boxes = [found(0.5, 0, 0, 100, 200), found(0.9, 5, 5, 105, 205), found(0.7, 300, 0, 400, 200)];
    expect(suppressBoxes(boxes, 10, true).map(({ score }) => score)).toEqual([0.9, 0.7]);
  });

  test('that overlap less may be of two people, one close behind the other', () => {
    const near = [found(0.9, 0, 0, 100, 200), found(0.8, 15, 10, 110, 210), found(0.7, 10, 0, 90, 100)];
    expect(suppressBoxes(near, 10, true)).toEqual(near);
  });

  test('that lie in a better one of like size are left out where parts of people are not wanted', () => {
    const whole = found(0.9, 0, 0, 100, 200);
    expect(suppressBoxes([whole, found(0.8, 10, 0, 90, 100)], 10, false)).toEqual([whole]);
    const child = found(0.8, 30, 120, 70, 200);
    expect(suppressBoxes([whole, child], 10, false)).toEqual([whole, child]);
  });

  test('of a child in front of an adult are two people', () => {
    const boxes = [found(0.9, 0, 0, 100, 200), found(0.8, 30, 120, 70, 200)];
    expect(suppressBoxes(boxes, 10, true)).toEqual(boxes);
  });

  test('of people side by side stay', () => {
    const boxes = [found(0.9, 0, 0, 100, 200), found(0.8, 60, 0, 160, 200)];
    expect(suppressBoxes(boxes, 10, true)).toEqual(boxes);
  });

  test('are cut to as many as are wanted', () => {
    const boxes = Array.from({ length: 5 }, (_, i) => found(i / 10, i * 200, 0, i * 200 + 100, 100));
    expect(suppressBoxes(boxes, 2, true).map(({ score }) => score)).toEqual([0.4, 0.3]);
    expect(suppressBoxes([], 2, true)).toEqual([]);
  });
});

/** A pose of joints on a line; `dx` moves it, `sure` of its joints have a good score. */
function pose(score: number, dx: number, sure = 17, noise: (joint: number) => number = () => 0): Pose {
  return {
    score,
    box: boxOf(dx, 0, dx + 100, 200),
    keypoints: KEYPOINT_NAMES.map((name, joint) => ({
      ...{ name, spread: 0, dissent: 0 },
      x: dx + 50 + noise(joint),
      y: joint * 10,
      score: joint < sure ? 0.9 : 0.05,
    })),
  };
}

describe('poses', () => {
  test('of one person leave the best', () => {
    expect(suppressPoses([pose(0.5, 1), pose(0.8, 0)], 10).map(({ score }) => score)).toEqual([0.8]);
  });

  test('that share a head are one person, wherever their legs are', () => {
    const astray = pose(0.5, 0, 17, (joint) => (joint > 6 ? 80 : 0));
    expect(suppressPoses([astray, pose(0.8, 0)], 10).map(({ score }) => score)).toEqual([0.8]);
  });

  describe('that stand on the same legs', () => {
    const JOINTS_ABOVE_LEGS = 11;
    /** Somebody 180 px tall, 100 px to the right of the origin; what is above their hips moved. */
    const standing = (score: number, dx = 0, dy = 0): Pose => {
      const keypoints = stickBody().map(({ x, y, name }, joint) => {
        const [right, down] = joint < JOINTS_ABOVE_LEGS ? [dx, dy] : [0, 0];
        return { x: 100 + 100 * x + right, y: 100 + 100 * y + down, name, score: 0.9, spread: 0, dissent: 0 };
      });
      const ys = keypoints.map(({ y }) => y);
      return { score, keypoints, box: boxOf(70, Math.min(...ys) - 10, 130, Math.max(...ys) + 10) };
    };

    test('are one person where one has their head in the chest of the other, however sure they are', () => {
      const body = standing(0.6);
      expect(suppressPoses([standing(0.9, 0, 35), body], 10)).toEqual([body]);
      expect(suppressPoses([body, standing(0.5, 0, 35)], 10)).toEqual([body]);
    });

    test('are two where one looks out beside the other: legs that are hidden are taken for those in front', () => {
      expect(suppressPoses([standing(0.9, 80), standing(0.6)], 10)).toHaveLength(2);
    });

    test('are compared like any two where both hang their heads: one is left', () => {
      const bent = (score: number): Pose => {
        const pose = standing(score);
        for (const keypoint of pose.keypoints.slice(0, 5)) keypoint.y += 70;
        return pose;
      };
      expect(suppressPoses([bent(0.6), bent(0.9)], 10).map(({ score }) => score)).toEqual([0.9]);
    });

    test('are two where the larger is hardly likely, or does not tell where its chest is', () => {
      expect(suppressPoses([standing(0.9, 0, 35), standing(0.4)], 10)).toHaveLength(2);
      const vague = standing(0.6);
      for (const keypoint of vague.keypoints.slice(5, 7)) keypoint.score = 0.1;
      expect(suppressPoses([standing(0.9, 0, 35), vague], 10)).toHaveLength(2);
    });
  });

  test('of two people stay', () => {
    expect(suppressPoses([pose(0.5, 90), pose(0.8, 0)], 10)).toHaveLength(2);
  });

  test('are compared by the joints that both are sure of', () => {
    const wild = pose(0.5, 1, 8, (joint) => (joint < 8 ? 0 : 300));
    expect(suppressPoses([wild, pose(0.8, 0, 8)], 10)).toHaveLength(1);
    const wildButSure = pose(0.5, 1, 17, (joint) => (joint < 3 ? 0 : 300));
    expect(suppressPoses([wildButSure, pose(0.8, 0, 17)], 10)).toHaveLength(2);
  });

  test('with hardly a sure joint in common are compared by all', () => {
    expect(suppressPoses([pose(0.5, 1, 2), pose(0.8, 0, 2)], 10)).toHaveLength(1);
  });

  test('of whatever shape: some of them are left, as they were, best first', () => {
    const joint = fc.record({
      x: fc.integer({ max: 30, min: 0 }),
      y: fc.integer({ max: 30, min: 0 }),
      score: fc.float({ max: 1, min: 0 }),
    });
    const somebody = fc.record({
      score: fc.float({ max: 1, min: Math.fround(0.01), noNaN: true }),
      joints: fc.array(joint, { minLength: 17, maxLength: 17 }),
    });
    fc.assert(
      fc.property(fc.array(somebody, { minLength: 1, maxLength: 6 }), (people) => {
        const poses = people.map(({ score, joints }): Pose => {
          const keypoints = joints.map((one, i) => ({ ...one, name: KEYPOINT_NAMES[i]!, spread: 0, dissent: 0 }));
          return { score, keypoints, box: boxOf(0, 0, 30, 30) };
        });
        const left = suppressPoses(poses, 10);
        expect(left.length).toBeGreaterThan(0);
        expect(left.every((one) => poses.includes(one))).toBe(true);
        expect(left).toEqual([...left].sort((a, b) => b.score - a.score));
      }),
    );
  });

  test('are cut to as many as are wanted', () => {
    expect(suppressPoses([pose(0.5, 500), pose(0.8, 0), pose(0.6, 1000)], 2).map(({ score }) => score)).toEqual([
      0.8, 0.6,
    ]);
  });
});

describe('poses from several boxes', () => {
  test('are merged: joints lie between those that agree, by how sure each is; all else is the best one', () => {
    const best = pose(0.8, 0);
    const [merged, ...more] = mergePoses([pose(0.6, 4), best], 10);
    expect(more).toEqual([]);
    // Both are .9 sure of the joint, and .6 and .8 of the person.
    expect(merged!.keypoints[3]!.x).toBeCloseTo(50 + 4 * (0.6 / 1.4), 9);
    expect({ ...merged!, keypoints: [] }).toEqual({ ...best, keypoints: [] });
    expect(merged!.keypoints.map(({ score }) => score)).toEqual(best.keypoints.map(({ score }) => score));
  });

  test('that say something else of a joint, or are hardly likely, have no say', () => {
    const best = pose(0.8, 0);
    const astray = pose(0.6, 0, 17, (joint) => (joint === 9 ? 90 : 2));
    const [merged] = mergePoses([astray, best, pose(0.3, 6)], 10);
    expect(merged!.keypoints[9]!.x).toBe(best.keypoints[9]!.x);
    expect(merged!.keypoints[10]!.x).toBeCloseTo(best.keypoints[10]!.x + 2 * (0.6 / 1.4), 9);
  });

  test('nobody knows anything about stay where the best has them', () => {
    const unsure = (dx: number, score: number): Pose => {
      const one = pose(score, dx);
      return { ...one, keypoints: one.keypoints.map((point) => ({ ...point, score: 0 })) };
    };
    const [merged] = mergePoses([unsure(1, 0.6), unsure(0, 0.8)], 10);
    expect(merged!.keypoints.map(({ x }) => x)).toEqual(unsure(0, 0.8).keypoints.map(({ x }) => x));
  });

  test('of people who were seen once stay as they are', () => {
    const people = [pose(0.9, 0), pose(0.7, 500)];
    expect(mergePoses(people, 10)).toEqual(people);
    expect(mergePoses(people, 1)).toEqual([people[0]]);
  });
});
