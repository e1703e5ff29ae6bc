// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { addLifters, type Draft, type DraftLift, draftSwarm, encodeDraft } from '../../support/random-swarm.ts';

function loaded(change: (lift: DraftLift, draft: Draft) => void = () => undefined) {
  const draft = addLifters(draftSwarm());
  change(draft.graph.lift!, draft);
  return loadSwarm(encodeDraft(draft));
}

describe('a swarm with lifters', () => {
  test('has them among its agents of level 4, with 64 to 512 parameters each', () => {
    const { agents, graph, values } = loaded();
    const lifters = agents.filter(({ id }) => id.startsWith('lift/'));
    expect(lifters.map(({ role }) => role)).toEqual([
      ...Array(8).fill('lift-encoder'),
      ...Array(8).fill('lift-mixer'),
      ...Array(17).fill('lifter'),
    ]);
    expect(lifters.find(({ id }) => id === 'lift/encoders/torso')).toMatchObject({
      level: 4,
      squad: 'swarm',
      parameters: 30 * 16 + 16,
      bytes: 30 * 16 + 16 * 4 + 16 * 4,
    });
    expect(lifters.find(({ id }) => id === 'lift/mix0/torso')?.parameters).toBe(28 * 16 + 16);
    expect(lifters.find(({ id }) => id === 'lift/lifters/left_wrist')?.parameters).toBe(131 * 3 + 3);
    expect(graph.lift).toMatchObject({ height: 1.7, minScore: 0.1 });
    expect(values.get('lift/lifters/w')).toHaveLength(17 * 131 * 3);
  });

  test('is a swarm like others without them', () => {
    const { graph, agents } = loadSwarm(encodeDraft(draftSwarm()));
    expect(graph.lift).toBeUndefined();
    expect(agents.some(({ id }) => id.startsWith('lift/'))).toBe(false);
  });
});

test.each<[string, (lift: DraftLift, draft: Draft) => void, RegExp]>([
  [
    'a person of no size',
    (lift) => Object.assign(lift, { height: 0 }),
    /graph\.lift\.height is 0, expected .* 0\.3 to 3/,
  ],
  ['no encoders', (lift) => Object.assign(lift, { encoders: undefined }), /graph\.lift\.encoders is undefined/],
  ['an 18th keypoint', (lift) => lift.encoders.joints[3]!.splice(0, 1, 17), /encoders\.joints\[3\]\[0\] is 17/],
  ['a quad of nobody', (lift) => lift.mixers[0]!.reads[2]!.splice(1, 1, 32), /mixers\[0\]\.reads\[2\]\[1\] is 32/],
  [
    'too many layers',
    (lift) => lift.mixers.push(...Array(8).fill(lift.mixers[0])),
    /mixers has 9 entries, expected at most 8/,
  ],
  ['other joints', (lift) => lift.lifters.names.reverse(), /lifters\.names is .*, expected the 17 keypoints/],
  ['two of one name', (lift) => lift.encoders.names.fill('torso'), /encoders\.names names "torso" twice/],
  ['a missing tensor', (_, { tensors }) => void tensors.delete('lift/mix0/b'), /tensor "lift\/mix0\/b" is missing/],
  [
    'agents that are too large',
    (lift) => Object.assign(lift.encoders, { joints: lift.encoders.joints.map((joints) => [...joints, 0]) }),
    /agent "lift\/encoders\/upper_body" has 544 parameters, expected 64 to 512/,
  ],
])('a section of %s is refused', (_, change, sentence) => {
  expect(() => loaded(change)).toThrow(badWeights(sentence));
});
