// SPDX-License-Identifier: Apache-2.0
// Level 4: two agents that judge a person as a whole by what became of their joints. One knows people whom the scouts found,
// who may be nobody; the other one those in boxes that the caller named, where only the pose can be wrong.
import type { InputSize } from '../../frame/crop.ts';
import { FACE_END, KEYPOINT_COUNT, SURE_JOINT } from '../../pose/keypoints.ts';
import type { Box } from '../../pose/pose.ts';
import { type Level4, PEOPLE } from '../agents/graph.ts';
import type { PlacedSwarm } from '../agents/place-swarm.ts';
import type { SwarmContext } from '../agents/swarm-context.ts';
import { type Ballot, CONSENSUS } from '../agents/votes.ts';
import { CONSENSUS_RECORD, SMALL_WEIGHTS } from '../kernels/kernels.ts';
import { FEATURE_STRIDE, spreadAsFeature } from './judge.ts';
import { straighten } from './straighten.ts';

/** Shoulders and arms are the joints after the face. */
const ARMS_END = 11;
/** Doublings or halvings: of the reference crop's height, and of a box's height by its width. */
const MOST_DOUBLINGS = 3;

export interface PersonJudge {
  /**
   * How likely the current results of the ballot are a person's, their pose right (OKS 0.5 or more), 0..1; undefined where
   * the swarm has no agent for them.
   *
   * @param voting How many squads voted.
   * @param scores What the judge of the keypoints wrote.
   */
  judge(voting: number, scores: Float32Array, look: PersonLook): number | undefined;
}

/** Where the squads were sent. */
export interface PersonLook {
  /** The box in the person's upright frame, px; may leave the picture. */
  readonly upright: Box;
  /** Probability of a person by the scouts; 1 when the caller named the box. */
  readonly boxScore: number;
}

export function createPersonJudge(
  { people }: Pick<PlacedSwarm, 'people'>,
  level4: Level4,
  ballot: Pick<Ballot, 'results'>,
  reference: InputSize,
  { kernels, f32, shared }: SwarmContext,
): PersonJudge {
  const found = agent(PEOPLE.found);
  const given = agent(PEOPLE.given);
  const features = shared.allocate(FEATURE_STRIDE * 4);
  const verdict = shared.allocate(4);
  /** What the sure joints span, px of the reference crop; turned inside out without any. */
  const span = { left: 0, top: 0, right: 0, bottom: 0 };

  return {
    judge(voting, scores, { upright, boxScore }) {
      const weights = boxScore === 1 ? given : found;
      if (weights === undefined) return undefined;
      const at = features / 4;
      let [sure, sum, squares, face, arms, spread] = [0, 0, 0, 0, 0, 0];
      for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
        const score = scores[joint] ?? 0;
        if (score > SURE_JOINT) sure++;
        if (joint < FACE_END) face += score / FACE_END;
        else if (joint < ARMS_END) arms += score / (ARMS_END - FACE_END);
        sum += score;
        squares += score * score;
        spread += spreadAsFeature(result(joint, CONSENSUS.spread));
      }
      // The mean score of the joints, each weighed by itself: of those that are not to be seen nobody expects anything.
      f32[at] = sum > 0 ? squares / sum : 0;
      f32[at + 1] = spread / KEYPOINT_COUNT;
      f32[at + 2] = sure / KEYPOINT_COUNT;
      // How much there is to see: crops of small people hold few pixels of their own.
      f32[at + 3] = doublings(upright.height / reference.height);
      if (boxScore === 1) {
        measureSpan(scores);
        f32[at + 4] = sum / KEYPOINT_COUNT;
        f32[at + 5] = Math.max(span.right - span.left, 0) / reference.width;
        f32[at + 6] = Math.max(span.bottom - span.top, 0) / reference.height;
      } else {
        f32[at + 4] = boxScore;
        // Half of somebody is somebody, where the other half is behind a desk or outside the picture; whoever is seen from behind
        // shows no face, and whoever has their arms out of sight does.
        f32[at + 5] = (arms + Math.max(face, arms)) / 2;
        // Of whoever is cut off or stoops there is less to be seen than of whoever stands.
        f32[at + 6] = doublings(upright.height / upright.width);
      }
      kernels.assess_f32(features, weights, 1, verdict);
      const said = f32[verdict / 4] ?? 0;
      const lines = level4.fewer?.[voting - 1];
      return lines === undefined ? said : straighten(said, boxScore === 1 ? lines.given : lines.person);
    },
  };

  /** Where the weights of this agent lie; undefined without it. */
  function agent(name: string): number | undefined {
    const index = level4.people?.names.indexOf(name) ?? -1;
    return people === undefined || index < 0 ? undefined : people + index * SMALL_WEIGHTS * 4;
  }

  function measureSpan(scores: Float32Array): void {
    span.left = span.top = Number.POSITIVE_INFINITY;
    span.right = span.bottom = Number.NEGATIVE_INFINITY;
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      if (!((scores[joint] ?? 0) > SURE_JOINT)) continue;
      const x = result(joint, CONSENSUS.x);
      const y = result(joint, CONSENSUS.y);
      span.left = Math.min(span.left, x);
      span.top = Math.min(span.top, y);
      span.right = Math.max(span.right, x);
      span.bottom = Math.max(span.bottom, y);
    }
  }

  function result(joint: number, field: number): number {
    return f32[ballot.results + joint * CONSENSUS_RECORD + field] ?? 0;
  }
}

/** How often 1 is doubled (or halved) to get there, -1..1. */
function doublings(ratio: number): number {
  return Math.min(Math.max(Math.log2(ratio), -MOST_DOUBLINGS), MOST_DOUBLINGS) / MOST_DOUBLINGS;
}
