// SPDX-License-Identifier: Apache-2.0
// Level 4: agents that all squads share judge each keypoint after the ballot. Assessors read what the consensus says
// about one joint; validators read a limb and say whether its outer joint is where an outer joint could be; one more agent
// reads what became of all joints of somebody whom the scouts found.
import type { CropRect, InputSize } from '../../frame/crop.ts';
import { KEYPOINT_COUNT, SURE_JOINT } from '../../pose/keypoints.ts';
import type { Box } from '../../pose/pose.ts';
import type { Level4 } from '../agents/graph.ts';
import type { PlacedSwarm } from '../agents/place-swarm.ts';
import type { SwarmContext } from '../agents/swarm-context.ts';
import { type Ballot, CONSENSUS, VOTE, VOTE_FLOATS } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';

/** Floats between the features of two agents; seven are read. */
const FEATURE_STRIDE = 8;
/** A spread of this many px is half of what the feature can say. */
const SPREAD_UNIT_PX = 8;
const SPREAD_CAP = 2;
/** Face, shoulders and arms: the first ones. */
const UPPER_JOINTS = 11;
/** Doublings or halvings of the reference crop's size. */
const SIZE_CAP = 3;

export interface Judge {
  /**
   * Judges the current results of the ballot.
   *
   * @param voting How many squads voted.
   * @param scores Written: how likely each of the 17 keypoints is right, 0..1.
   */
  judge(voting: number, scores: Float32Array): void;
  /**
   * How likely this is a person whose pose is right (OKS 0.5 or more), 0..1; undefined where the swarm has no agent for it,
   * and for boxes that the caller named: there nobody doubts the person.
   *
   * @param scores What `judge` wrote.
   * @param lowerEdge The picture's, in the person's upright frame, px.
   */
  judgePerson(scores: Float32Array, look: PersonLook, lowerEdge: number): number | undefined;
}

/** Where the squads were sent. */
export interface PersonLook {
  /** The box in the person's upright frame, px; may leave the picture. */
  readonly upright: Box;
  /** Probability of a person by the scouts; 1 when the caller named the box. */
  readonly boxScore: number;
  /** Where the votes about them meet. */
  readonly reference: { readonly rect: CropRect };
}

export function createJudge(
  placed: Pick<PlacedSwarm, 'assessors' | 'validators' | 'people'>,
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
    },
    judgePerson(scores, { upright, boxScore, reference: { rect } }, lowerEdge) {
      if (placed.people === undefined || boxScore === 1) return undefined;
      let [sure, sum, all, upper] = [0, 0, 0, 0];
      for (let joint = 0; joint < scores.length; joint++) {
        const score = scores[joint] ?? 0;
        all += score / KEYPOINT_COUNT;
        if (joint < UPPER_JOINTS) upper += score / UPPER_JOINTS;
        if (score <= SURE_JOINT) continue;
        sure++;
        sum += score;
      }
      const at = features / 4;
      f32[at] = sure > 0 ? sum / sure : 0;
      f32[at + 1] = boxScore;
      f32[at + 2] = sure / KEYPOINT_COUNT;
      f32[at + 3] = all;
      // How much there is to see: crops of small people hold few pixels of their own.
      f32[at + 4] = Math.min(Math.max(Math.log2(upright.height / reference.height), -SIZE_CAP), SIZE_CAP) / SIZE_CAP;
      // Half of somebody is somebody, where the other half is behind a desk or outside the picture.
      f32[at + 5] = upper;
      f32[at + 6] = roomBelow(scores, ((lowerEdge - rect.y0) / (rect.y1 - rect.y0)) * reference.height);
      kernels.assess_f32(features, placed.people, 1, verdicts);
      return read(verdicts / 4);
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

  /**
   * How much of the picture lies below the lowest of the sure joints, in extents of all of them, at most 1.
   *
   * @param edge The picture's lower edge, px of the reference crop.
   */
  function roomBelow(scores: Float32Array, edge: number): number {
    let [left, top, right, bottom] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    for (let joint = 0; joint < scores.length; joint++) {
      if (!((scores[joint] ?? 0) > SURE_JOINT)) continue;
      const x = result(joint, CONSENSUS.x);
      const y = result(joint, CONSENSUS.y);
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
    if (bottom < top) return 1;
    return Math.min(Math.max((edge - bottom) / Math.max(right - left, bottom - top, 1), 0), 1);
  }

  function spreadFeature(joint: number): number {
    return Math.min(result(joint, CONSENSUS.spread) / SPREAD_UNIT_PX, SPREAD_CAP);
  }

  function result(joint: number, field: number): number {
    return read(ballot.results + joint * CONSENSUS_RECORD + field);
  }

  function read(index: number): number {
    return f32[index] ?? 0;
  }
}

/** A confidence as the consensus sees it: what is no number counts as no confidence. */
function finite(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 0;
}
