// SPDX-License-Identifier: Apache-2.0
// Level 4: agents that all squads share judge each keypoint after the ballot. Assessors read what the consensus says
// about one joint; validators read a limb and say whether its outer joint is where an outer joint could be.
import type { InputSize } from '../../frame/crop.ts';
import { FACE_END, KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { Level4 } from '../agents/graph.ts';
import type { PlacedSwarm } from '../agents/place-swarm.ts';
import type { SwarmContext } from '../agents/swarm-context.ts';
import { type Ballot, CONSENSUS, VOTE, VOTE_FLOATS } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';
import { straighten } from './straighten.ts';

/** Floats between the features of two agents; seven are read. */
export const FEATURE_STRIDE = 8;
/** A spread of this many px is half of what the feature can say. */
const SPREAD_UNIT_PX = 8;
const SPREAD_CAP = 2;

export interface Judge {
  /**
   * Judges the current results of the ballot.
   *
   * @param voting How many squads voted.
   * @param scores Written: how likely each of the 17 keypoints is right, 0..1.
   */
  judge(voting: number, scores: Float32Array): void;
}

export function createJudge(
  placed: Pick<PlacedSwarm, 'assessors' | 'validators'>,
  level4: Level4,
  ballot: Ballot,
  reference: InputSize,
  { kernels, f32, shared }: SwarmContext,
): Judge {
  const { limbs } = level4.validators;
  const most = Math.max(KEYPOINT_COUNT, limbs.length);
  const features = shared.allocate(most * FEATURE_STRIDE * 4);
  const joints = shared.allocate(KEYPOINT_COUNT * 4);
  const verdicts = shared.allocate(most * 4);
  const judgedBy = new Float32Array(KEYPOINT_COUNT);
  for (const [, outer] of limbs) judgedBy[outer] = (judgedBy[outer] ?? 0) + 1;
  const inners = Int32Array.from(limbs, ([inner]) => inner);
  const outers = Int32Array.from(limbs, ([, outer]) => outer);

  return {
    judge(voting, scores) {
      assess(voting);
      validate();
      scores.fill(0);
      for (let i = 0; i < outers.length; i++) {
        const outer = outers[i] ?? 0;
        scores[outer] = (scores[outer] ?? 0) + read(verdicts / 4 + i);
      }
      for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
        const own = read(joints / 4 + joint);
        const judges = judgedBy[joint] ?? 0;
        // The geometric mean of both opinions; a joint that ends no limb has only its assessor's. Both know how many squads
        // disagree: what was not accepted scores low because it is seldom right, and as low as that.
        scores[joint] = judges > 0 ? Math.sqrt((own * (scores[joint] ?? 0)) / judges) : own;
      }
      const lines = level4.fewer?.[voting - 1];
      if (lines === undefined) return;
      for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
        scores[joint] = straighten(scores[joint] ?? 0, joint < FACE_END ? lines.face : lines.body);
      }
    },
  };

  function assess(voting: number): void {
    let whole = 0;
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) whole += result(joint, CONSENSUS.score) / KEYPOINT_COUNT;
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      let best = 0;
      for (let squad = 0; squad < voting; squad++) {
        const vote = ballot.votes + (squad * KEYPOINT_COUNT + joint) * VOTE_FLOATS;
        if (read(vote + VOTE.sharpness) > 0) best = Math.max(best, finite(read(vote + VOTE.confidence)));
      }
      const at = features / 4 + joint * FEATURE_STRIDE;
      f32[at] = result(joint, CONSENSUS.score);
      f32[at + 1] = spreadFeature(joint);
      f32[at + 2] = result(joint, CONSENSUS.dissent);
      f32[at + 3] = best;
      // Where no joint is clear, nobody may be.
      f32[at + 4] = whole;
      f32[at + 5] = result(joint, CONSENSUS.x) / reference.width - 0.5;
      f32[at + 6] = result(joint, CONSENSUS.y) / reference.height - 0.5;
    }
    kernels.assess_f32(features, placed.assessors, KEYPOINT_COUNT, joints);
  }

  function validate(): void {
    for (let i = 0; i < outers.length; i++) {
      const inner = inners[i] ?? 0;
      const outer = outers[i] ?? 0;
      const dx = result(outer, CONSENSUS.x) - result(inner, CONSENSUS.x);
      const dy = result(outer, CONSENSUS.y) - result(inner, CONSENSUS.y);
      const at = features / 4 + i * FEATURE_STRIDE;
      f32[at] = dx / reference.width;
      f32[at + 1] = dy / reference.height;
      f32[at + 2] = Math.sqrt(dx * dx + dy * dy) / reference.height;
      f32[at + 3] = read(joints / 4 + inner);
      f32[at + 4] = read(joints / 4 + outer);
      f32[at + 5] = spreadFeature(inner);
      f32[at + 6] = spreadFeature(outer);
    }
    kernels.assess_f32(features, placed.validators, limbs.length, verdicts);
  }

  function spreadFeature(joint: number): number {
    return spreadAsFeature(result(joint, CONSENSUS.spread));
  }

  function result(joint: number, field: number): number {
    return read(ballot.results + joint * CONSENSUS_RECORD + field);
  }

  function read(index: number): number {
    return f32[index] ?? 0;
  }
}

/** What agents read of a spread, px of the reference crop. */
export function spreadAsFeature(spread: number): number {
  return Math.min(spread / SPREAD_UNIT_PX, SPREAD_CAP);
}

/** A confidence as the consensus sees it: what is no number counts as no confidence. */
function finite(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 0;
}
