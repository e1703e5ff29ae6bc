// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLifter } from '../../../src/people/lift/lifter.ts';
import { MIRROR } from '../../../src/pose/keypoints.ts';
import type { Keypoint, Keypoint3D } from '../../../src/pose/pose.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { jointOf, poseOf, stickBody } from '../../support/bodies.ts';
import { addLifters, draftSwarm, encodeDraft } from '../../support/random-swarm.ts';

const { graph, values } = loadSwarm(encodeDraft(addLifters(draftSwarm())));
/** Random agents: what they answer means nothing, but it must be the same for the same body. */
const lifter = createLifter(graph.lift!, values);
const person = poseOf(stickBody()).keypoints;

function expectSame(a: readonly Keypoint3D[] | undefined, b: readonly Keypoint3D[] | undefined): void {
  expect(a).toHaveLength(17);
  for (const [joint, { x, y, z }] of a!.entries()) {
    expect(x).toBeCloseTo(b![joint]!.x, 6);
    expect(y).toBeCloseTo(b![joint]!.y, 6);
    expect(z).toBeCloseTo(b![joint]!.z, 6);
  }
}

test('the place and the size of a person in the picture say nothing of their body', () => {
  const grow = fc.double({ min: 0.01, max: 50, noNaN: true });
  const shift = fc.double({ min: -5000, max: 5000, noNaN: true });
  fc.assert(
    fc.property(grow, shift, shift, (size, dx, dy) => {
      expectSame(lifter(person.map((k) => ({ ...k, x: size * k.x + dx, y: size * k.y + dy }))), lifter(person));
    }),
    { numRuns: 20 },
  );
});

test('a mirrored person is lifted to the mirror image', () => {
  const tilted = person.map((k) => ({ ...k, x: k.x + 0.3 * k.y }));
  const mirror = tilted.map((k, joint): Keypoint => {
    const other = tilted[MIRROR[joint]!]!;
    return { ...k, x: -other.x, y: other.y, score: other.score };
  });
  const flipped = lifter(mirror)!;
  const back = flipped.map((k, joint) => ({
    ...flipped[MIRROR[joint]!]!,
    x: -flipped[MIRROR[joint]!]!.x,
    name: k.name,
  }));
  expectSame(back, lifter(tilted));
});

test('the hips are the middle, names and scores those of the picture', () => {
  const seen = person.map((k, joint) => ({ ...k, score: 0.2 + joint / 40 }));
  const found = lifter(seen)!;
  const [left, right] = [found[jointOf('left_hip')]!, found[jointOf('right_hip')]!];
  for (const axis of ['x', 'y', 'z'] as const) expect(left[axis] + right[axis]).toBeCloseTo(0, 12);
  expect(found.map(({ name, score }) => ({ name, score }))).toEqual(seen.map(({ name, score }) => ({ name, score })));
});

test('a child is as much smaller as it is', () => {
  const child = createLifter(graph.lift!, values, 0.85);
  expectSame(
    child(person)!.map(({ x, y, z, ...rest }) => ({ ...rest, x: 2 * x, y: 2 * y, z: 2 * z })),
    lifter(person),
  );
});

test('keypoints that are not seen do not matter, wherever they are said to be', () => {
  const unsure = (x: number, score: number) => person.map((k, joint) => (joint === 9 ? { ...k, x, score } : k));
  expectSame(lifter(unsure(7, 0.05)), lifter(unsure(-900, 0)));
  expectSame(lifter(unsure(7, 0.05)), lifter(unsure(Number.NaN, 1)));
  expect(lifter(unsure(7, 1))?.[0]?.x).not.toBeCloseTo(lifter(unsure(7, 0.05))![0]!.x, 3);
});

test('of too few keypoints, or of all in one place, nothing is made', () => {
  const seen = (count: number) => person.map((k, joint) => ({ ...k, score: joint < count ? 1 : 0 }));
  expect(lifter(seen(4))).toBeUndefined();
  expect(lifter(seen(5))).toHaveLength(17);
  expect(lifter(person.map((k) => ({ ...k, x: 3, y: 4 })))).toBeUndefined();
});
