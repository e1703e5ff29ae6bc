// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import type { Scene } from '../../bench/video/scene.ts';
import { SCENES } from '../../bench/video/scenes.ts';
import { simulatedEyes, USUAL_BLUR } from '../../bench/video/simulated-eyes.ts';
import { KEYPOINT_FLOATS } from '../../src/people/assemble.ts';
import { createFollower, type Eyes, type Follower } from '../../src/people/follow.ts';
import { trackingSettings } from '../../src/people/tracks/config.ts';
import type { Box } from '../../src/pose/pose.ts';
import { seededRandom } from '../support/random.ts';

const scene = SCENES[0]!;
const blur = { ...USUAL_BLUR, overlooked: 0, ghosts: 0 };
const open = (): Follower => createFollower(trackingSettings({}, 0.25));

/** Eyes that count how often they are used. */
function counting(at: Scene, timeMs: number): { eyes: Eyes; scans: number; looks: number } {
  const eyes = simulatedEyes(at, timeMs, blur, seededRandom(timeMs + 1));
  const counts = {
    scans: 0,
    looks: 0,
    eyes: {
      scan: (most: number) => {
        counts.scans++;
        return eyes.scan(most);
      },
      vote: (...call: Parameters<Eyes['vote']>) => {
        counts.looks += call[0].length;
        return eyes.vote(...call);
      },
    },
  };
  return counts;
}

async function frame(follower: Follower, timeMs: number, most = 10, factor = 1) {
  const size = { width: scene.width * factor, height: scene.height * factor };
  const reset = follower.begin({ ...size, timeMs });
  const counts = counting(scene, timeMs);
  return { reset, counts, ...(await follower.look(counts.eyes, most)) };
}

test('scouts look first and then every scoutEveryMs; a known person costs one look a frame', async () => {
  const follower = open();
  const scans: number[] = [];
  for (let i = 0; i <= 10; i++) {
    const { counts, poses } = await frame(follower, i * 33);
    expect(poses).toHaveLength(3);
    expect(counts.looks).toBe(3);
    scans.push(counts.scans);
  }
  expect(scans).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test.each([
  [0.7, 0.9],
  [0.9, 0.7],
])('who has time looks once more where the joints are: %f, then %f', async (first, second) => {
  const boxes: Box[][] = [];
  const follower = open();
  const look = async (timeMs: number) => {
    const { scan, vote } = simulatedEyes(scene, timeMs, blur, seededRandom(1));
    follower.begin({ width: scene.width, height: scene.height, timeMs });
    boxes.length = 0;
    const eyes: Eyes = {
      scan,
      looksLeft: () => Number.POSITIVE_INFINITY,
      vote: async (asked, options) => {
        boxes.push([...asked]);
        const score = boxes.length === 1 ? first : second;
        return (await vote(asked, options)).map((person) => ({ ...person, score }));
      },
    };
    return (await follower.look(eyes, 10)).poses.map(({ score }) => score);
  };
  // Of strangers the surer look counts.
  expect(await look(0)).toEqual([0.9, 0.9, 0.9]);
  expect(boxes.map((asked) => asked.length)).toEqual([3, 3]);
  expect(boxes[1]).not.toEqual(boxes[0]);
  // Of those who are known the second one does.
  expect(await look(33)).toEqual([second, second, second]);
  expect(boxes.map((asked) => asked.length)).toEqual([3, 3]);
});

/** Follows the three people of the scene, who score so much, with time for so many looks a frame; how many are looked at in each vote. */
async function votesOf(frames: readonly (readonly [score: number, looks: number])[]): Promise<number[][]> {
  // Who has not moved has to score a third more than .6.
  const follower = createFollower(trackingSettings({}, 0.6));
  const votes: number[][] = [];
  for (const [i, [score, looks]] of frames.entries()) {
    const asked: number[] = [];
    const { scan, vote } = simulatedEyes(scene, i * 33, blur, seededRandom(i + 1));
    follower.begin({ width: scene.width, height: scene.height, timeMs: i * 33 });
    const eyes: Eyes = {
      scan,
      looksLeft: () => Math.max(0, looks - asked.reduce((sum, boxes) => sum + boxes, 0)),
      vote: async (boxes, options) => {
        asked.push(boxes.length);
        return (await vote(boxes, options)).map((person) => ({ ...person, score }));
      },
    };
    await follower.look(eyes, 3);
    votes.push(asked);
  }
  return votes;
}

describe('where time is short', () => {
  test('who is surely somebody is looked at once, however much of it is left', async () => {
    const [strangers, ...known] = await votesOf([0, 1, 2].map(() => [0.9, 20] as const));
    expect(strangers).toEqual([3, 3]);
    expect(known).toEqual([[3], [3]]);
  });

  test('who may be a thing is looked at once more, as many of them as there is time for', async () => {
    const [, ...known] = await votesOf([20, 20, 5, 3, 0].map((looks) => [0.7, looks] as const));
    expect(known).toEqual([[3, 3], [3, 2], [3], [3]]);
  });

  test('strangers who score too little to be shown are followed in the time that is left', async () => {
    const [, ...known] = await votesOf([20, 20, 4, 0].map((looks) => [0.5, looks] as const));
    expect(known).toEqual([[3, 3], [3, 1], []]);
    // Nobody begins to follow them when it is over.
    expect((await votesOf([6, 20].map((looks) => [0.5, looks] as const))).slice(1)).toEqual([[]]);
  });
});

test('squads hear who needs them most: of strangers nothing is known, of two the one about whom they disagreed', async () => {
  const follower = open();
  const heard: (readonly number[] | undefined)[] = [];
  const look = async (timeMs: number) => {
    const { scan, vote } = simulatedEyes(scene, timeMs, blur, seededRandom(1));
    follower.begin({ width: scene.width, height: scene.height, timeMs });
    const doubt: Eyes['vote'] = async (boxes, options) => {
      heard.push(options.needs);
      const people = await vote(boxes, options);
      for (const [i, { keypoints }] of people.entries())
        for (let joint = 0; joint < 17; joint++) keypoints[joint * KEYPOINT_FLOATS + 4] = i === 1 ? 0.9 : 0;
      return people;
    };
    await follower.look({ scan, vote: doubt }, 3);
  };
  await look(0);
  await look(33);
  const [strangers, known] = heard;
  expect(strangers).toBeUndefined();
  expect(known).toHaveLength(3);
  const byNeed = known!.map((need, index) => ({ need, index })).sort((a, b) => b.need - a.need);
  expect(byNeed[0]!.need).toBeGreaterThan(0.8);
  expect(byNeed[1]!.need).toBeLessThan(0.8);
});

test('scouts stay at home while as many people are in sight as are wanted', async () => {
  const follower = open();
  await frame(follower, 0, 2);
  for (let i = 1; i <= 10; i++) expect((await frame(follower, i * 33, 2)).counts.scans).toBe(0);
});

test('who was out of sight a frame ago is looked for by the scouts, and keeps the id where they are found', async () => {
  const follower = open();
  const { poses: before } = await frame(follower, 0, 3);
  expect(before).toHaveLength(3);
  const size = { width: scene.width, height: scene.height };
  // Nobody sees anybody for a frame.
  follower.begin({ ...size, timeMs: 33 });
  await follower.look({ scan: async () => [], vote: async () => [] }, 3);
  const again = await frame(follower, 160, 3);
  expect(again.counts.scans).toBe(1);
  expect(again.poses.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  // They are in sight now.
  expect((await frame(follower, 320, 3)).counts.scans).toBe(0);
});

test('time that does not go on, and another shape, make strangers of everybody', async () => {
  const follower = open();
  const before = await frame(follower, 100);
  expect(before.reset).toBeUndefined();
  const again = await frame(follower, 100);
  expect(again.reset).toMatchObject({ code: 'time', message: expect.stringMatching(/100 ms after 100 ms/) });
  const known = new Set(before.poses.map(({ id }) => id));
  expect(again.poses.some(({ id }) => known.has(id))).toBe(false);
  expect(follower.begin({ width: 300, height: 900, timeMs: 200 })).toMatchObject({ code: 'size' });
  follower.reset();
  expect((await frame(follower, 5)).reset).toBeUndefined();
});

test('a picture that is merely scaled keeps everybody', async () => {
  const follower = open();
  const before = await frame(follower, 0);
  const doubled = { width: scene.width * 2, height: scene.height * 2, timeMs: 33 };
  expect(follower.begin(doubled)).toBeUndefined();
  const nobody: Eyes = { scan: async () => [], vote: async () => [] };
  const { poses } = await follower.look(nobody, 10);
  expect(poses.map(({ id }) => id).sort()).toEqual(before.poses.map(({ id }) => id).sort());
  const [one] = poses;
  const same = before.poses.find(({ id }) => id === one!.id)!;
  expect(one!.box.xMin / same.box.xMin).toBeCloseTo(2, 1);
});
