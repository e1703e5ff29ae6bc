// SPDX-License-Identifier: Apache-2.0
// A squad's track record. The numbers below 0.3 faulty, back with 0.6 on probation are the seed's; the rates make six
// outliers in a row end a perfect record, while the odd one (honest squads: about one person in a hundred) is forgiven.
import { KEYPOINT_COUNT, SIGMAS } from '../../pose/keypoints.ts';
import { CONSENSUS, VOTE, VOTE_FLOATS } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';

/** `active` counts fully, `probation` with caution, `faulty` waits for its weights, `silenced` was switched off. */
export type Standing = 'active' | 'probation' | 'faulty' | 'silenced';

/** A squad's track record; the functions below change it. */
export interface SquadRecord {
  /** 0..1. */
  reputation: number;
  standing: Standing;
  /** Nobody vouches for its weights: it votes without weight until its probation is over. */
  unproven: boolean;
  /** Times that it was found faulty. */
  faults: number;
  /** OKS of its last votes and what the others made of all votes. */
  similarity: number;
}

/** Below this a squad is faulty. */
export const FAULTY_BELOW = 0.3;
/** What a squad comes back with. */
export const RECOVERED_REPUTATION = 0.6;
/** Probation ends here. */
export const PROVEN_FROM = 0.8;
/** Votes more alike than this are one pose: the seed's threshold. Half of the honest ones are above it. */
export const SIMILAR = 0.85;
/** Votes less alike than this show something else; 1 % of the honest ones are below it. */
export const OUTLIER = 0.45;

const OUTLIER_PENALTY = 0.12;
/** Share of the way back to 1 that a good vote earns; a middling one earns a third. */
const FORGIVENESS = 0.03;
const PROBATION_WEIGHT = 0.5;
/** With fewer votes than this nobody can tell who is the odd one. */
const MIN_WITNESSES = 3;
/** A squad that sees fewer of the joints shows too little of what it can. */
const LEAST_SEEN = 5;

export function createRecord(unproven = false): SquadRecord {
  return {
    reputation: unproven ? RECOVERED_REPUTATION : 1,
    standing: unproven ? 'probation' : 'active',
    unproven,
    faults: 0,
    similarity: 1,
  };
}

/**
 * How much a squad's vote counts, 0..1. A good record counts fully, so that the odd outlier in one picture does not
 * change what is said about the next.
 */
export function weightOf({ standing, reputation, unproven }: SquadRecord): number {
  if (standing === 'active') return Math.min(1, reputation / PROVEN_FROM);
  return standing === 'probation' && !unproven ? reputation * PROBATION_WEIGHT : 0;
}

/** Whether a squad still looks at people; without weight it does so to be judged. */
export function isAsked({ standing }: SquadRecord): boolean {
  return standing === 'active' || standing === 'probation';
}

/** Takes the likeness of a picture's votes to the consensus into account. */
export function observe(record: SquadRecord, similarity: number): void {
  record.similarity = similarity;
  if (similarity < OUTLIER) {
    penalise(record, OUTLIER_PENALTY);
    return;
  }
  const pace = similarity >= SIMILAR ? FORGIVENESS : FORGIVENESS / 3;
  record.reputation += (1 - record.reputation) * pace;
  if (record.standing === 'probation' && record.reputation >= PROVEN_FROM) {
    record.standing = 'active';
    record.unproven = false;
  }
}

/** Takes away reputation; a squad that has too little left is faulty. */
export function penalise(record: SquadRecord, by: number): void {
  record.reputation = Math.max(0, record.reputation - by);
  if (record.reputation >= FAULTY_BELOW || !isAsked(record)) return;
  record.standing = 'faulty';
  record.faults++;
}

/** Its weights are known to be right again. */
export function recover(record: SquadRecord): void {
  record.reputation = RECOVERED_REPUTATION;
  record.standing = 'probation';
}

/**
 * How like one squad's votes are to the consensus: COCO's object keypoint similarity over the joints that were accepted
 * and that the squad sees.
 *
 * @param f32 The memory.
 * @param votes Index of the squad's votes, [17][`VOTE_FLOATS`], marked where it abstains.
 * @param results Index of the consensus' records, [17][`CONSENSUS_RECORD`].
 * @param area The person's area in the unit of the votes, reference-crop px squared.
 * @returns 0..1, 0 for votes that are no numbers; undefined when too few squads agreed on too few joints to say.
 */
export function similarityToConsensus(
  f32: Float32Array,
  votes: number,
  results: number,
  area: number,
): number | undefined {
  let sum = 0;
  let joints = 0;
  let seen = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    if (!(f32[votes + joint * VOTE_FLOATS + VOTE.sharpness]! > 0)) continue;
    seen++;
    const alike = jointLikeness(f32, votes, results, area, joint);
    if (alike < 0) continue;
    sum += alike;
    joints++;
  }
  return joints * 2 > seen && seen >= LEAST_SEEN ? sum / joints : undefined;
}

/**
 * How like a head's votes are to the consensus, by its own joint alone. A single joint is told apart less surely than a whole
 * pose: only pictures in which the head that it is to replace sees what the others see say anything.
 *
 * @param present Index of the votes with the head that is there.
 */
export function headSimilarity(
  f32: Float32Array,
  votes: number,
  present: number,
  results: number,
  area: number,
  joint: number,
): number | undefined {
  if (jointLikeness(f32, present, results, area, joint) < SIMILAR) return undefined;
  return jointLikeness(f32, votes, results, area, joint);
}

/** 0..1, 0 for a vote that is no number; -1 when too few squads agreed on the joint to say. */
function jointLikeness(f32: Float32Array, votes: number, results: number, area: number, joint: number): number {
  const record = results + joint * CONSENSUS_RECORD;
  const accepted = (f32[record + CONSENSUS.accepted] ?? 0) > 0;
  const witnesses = (f32[record + CONSENSUS.live] ?? 0) + (f32[record + CONSENSUS.disbelieved] ?? 0);
  if (!accepted || witnesses < MIN_WITNESSES) return -1;
  const vote = votes + joint * VOTE_FLOATS;
  const dx = (f32[vote] ?? 0) - (f32[record + CONSENSUS.x] ?? 0);
  const dy = (f32[vote + 1] ?? 0) - (f32[record + CONSENSUS.y] ?? 0);
  const reach = 2 * (SIGMAS[joint] ?? 0);
  const alike = Math.exp(-(dx * dx + dy * dy) / (2 * reach * reach * area));
  return Number.isFinite(alike) ? alike : 0;
}
