// SPDX-License-Identifier: Apache-2.0
// AP against the share of squads that are faulty, by the consensus alone: no reputation, every person is a new one, nobody is mended.
import type { Annotations } from '../../cli/annotations/annotations.ts';
import { evaluateCoco } from '../../cli/coco/evaluate.ts';
import type { CocoDetection } from '../../cli/coco/types.ts';
import { cropToImage } from '../../src/frame/crop.ts';
import { KEYPOINT_COUNT } from '../../src/pose/keypoints.ts';
import { mean } from '../../src/pose/mean.ts';
import { CONSENSUS, VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { clearMarks } from '../../src/swarm/consensus/abstain.ts';
import { CONSENSUS_RECORD } from '../../src/swarm/kernels/kernels.ts';
import { seededRandom } from '../seeded-random.ts';
import { FAULT_KINDS, type FaultKind, subsets, withFaults } from './faulty-voters.ts';
import type { Recount, Witnessed } from './witnesses.ts';

export interface FaultPoint {
  readonly kind: FaultKind;
  readonly faulty: number;
  readonly squads: number;
  /** Mean over all choices of that many squads, and the worst of them. */
  readonly AP: number;
  readonly worstAP: number;
}

/** AP with none to half of the squads faulty, for every kind of fault and every choice of squads. */
export function faultCurve(annotations: Annotations, seen: readonly Witnessed[], recount: Recount): FaultPoint[] {
  const squads = (seen[0]?.votes.length ?? 0) / VOTES_OF_SQUAD;
  const counts = Array.from({ length: Math.floor(squads / 2) + 1 }, (_, count) => count);
  return FAULT_KINDS.flatMap((kind) =>
    counts.map((faulty) => {
      const each = subsets(squads, faulty).map((set) => judge(annotations, seen, recount, kind, set));
      return { kind, faulty, squads, AP: mean(each), worstAP: Math.min(...each) };
    }),
  );
}

/** AP with the first one, two, ... squads alone, and with each squad by itself. */
export function quorumCurve(
  annotations: Annotations,
  seen: readonly Witnessed[],
  recount: Recount,
): { readonly quorum: readonly number[]; readonly alone: readonly number[] } {
  const squads = (seen[0]?.votes.length ?? 0) / VOTES_OF_SQUAD;
  const indices = Array.from({ length: squads }, (_, squad) => squad);
  const without = (kept: (squad: number) => boolean): number =>
    judge(annotations, seen, recount, 'silent', new Set(indices.filter((squad) => !kept(squad))));
  return {
    quorum: indices.map((last) => without((squad) => squad <= last)),
    alone: indices.map((only) => without((squad) => squad === only)),
  };
}

function judge(
  annotations: Annotations,
  seen: readonly Witnessed[],
  recount: Recount,
  kind: FaultKind,
  faulty: ReadonlySet<number>,
): number {
  const random = seededRandom(1);
  const detections = seen.map((one, i): CocoDetection => {
    const { width, height } = one.reference.input;
    const earlier = (seen[i - 1] ?? one).votes;
    return decide(one, withFaults(one.votes, faulty, kind, { width, height, earlier, random }), recount);
  });
  return evaluateCoco(
    annotations.pictures.map(({ id }) => id),
    annotations.people,
    detections,
  ).AP;
}

function decide(one: Witnessed, votes: Float32Array, { consensus, f32 }: Recount): CocoDetection {
  f32.set(votes, consensus.votes);
  f32.set(one.windows, consensus.windows);
  const squads = votes.length / VOTES_OF_SQUAD;
  // Who abstains is found anew.
  clearMarks(f32, consensus, squads);
  consensus.decide(squads);
  const { rect, input } = one.reference;
  const keypoints: number[] = [];
  let score = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const at = consensus.results + joint * CONSENSUS_RECORD;
    const own = f32[at + CONSENSUS.score] ?? 0;
    const { x, y } = cropToImage(rect, input, false, f32[at] ?? 0, f32[at + 1] ?? 0);
    keypoints.push(x, y, own);
    score += own / KEYPOINT_COUNT;
  }
  return { imageId: one.person.imageId, keypoints, score };
}
