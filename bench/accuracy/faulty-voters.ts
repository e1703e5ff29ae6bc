// SPDX-License-Identifier: Apache-2.0
// What squads that cannot be trusted may say about a person: the faults of the curve "AP against faulty voters".
import { KEYPOINT_COUNT } from '../../src/pose/keypoints.ts';
import { VOTE_FLOATS, VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';

/**
 * `silent`: no vote. `random`: anywhere in the crop. `stuck`: what it said about somebody else before. `colluding`: all
 * faulty squads name the same wrong place for each joint and claim to be sure.
 */
export const FAULT_KINDS = ['silent', 'random', 'stuck', 'colluding'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a faulty squad knows: the size of the reference crop, px, and its own earlier votes about another person. */
export interface FaultScene {
  readonly width: number;
  readonly height: number;
  readonly earlier: Float32Array;
  readonly random: () => number;
}

/** How far colluders move every joint from the first honest vote, as a share of the crop's height. */
const COLLUSION = 0.25;

/**
 * The votes [squad][17][4] about a person with those of the squads in `faulty` replaced.
 *
 * @returns The votes of the squads that still vote, in their order.
 */
export function withFaults(
  votes: Float32Array,
  faulty: ReadonlySet<number>,
  kind: FaultKind,
  scene: FaultScene,
): Float32Array {
  const squads = votes.length / VOTES_OF_SQUAD;
  const honest = Array.from({ length: squads }, (_, squad) => squad).filter((squad) => !faulty.has(squad));
  const said = votes.slice();
  for (const squad of faulty) {
    const own = votesOf(said, squad);
    if (kind === 'silent') own.fill(Number.NaN);
    else if (kind === 'stuck') own.set(votesOf(scene.earlier, squad));
    else if (kind === 'random') speakAtRandom(own, scene);
    else collude(own, votesOf(votes, honest[0] ?? 0), scene.height);
  }
  return said;
}

function votesOf(votes: Float32Array, squad: number): Float32Array {
  return votes.subarray(squad * VOTES_OF_SQUAD, (squad + 1) * VOTES_OF_SQUAD);
}

function speakAtRandom(own: Float32Array, { width, height, random }: FaultScene): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    own.set([random() * width, random() * height, random()], joint * VOTE_FLOATS);
  }
}

function collude(own: Float32Array, honest: Float32Array, height: number): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const at = joint * VOTE_FLOATS;
    // To where another joint might be: down for the upper half of the list, up for the lower one.
    const way = (joint < KEYPOINT_COUNT / 2 ? 1 : -1) * COLLUSION * height;
    own.set([honest[at] ?? 0, (honest[at + 1] ?? 0) + way, 1], at);
  }
}

/** All sets of `count` of the numbers 0..n-1. */
export function subsets(n: number, count: number): ReadonlySet<number>[] {
  if (count === 0) return [new Set()];
  return Array.from({ length: n }, (_, first) => first).flatMap((first) =>
    subsets(first, count - 1).map((rest) => new Set([...rest, first])),
  );
}
