// SPDX-License-Identifier: Apache-2.0
// Watches the squads while they work: judges their votes, checks their bytes and answers now and then, and mends them.
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import { VOTE_FLOATS } from '../swarm/agents/votes.ts';
import {
  createRecord,
  FAULTY_BELOW,
  headSimilarity,
  isAsked,
  observe,
  PROVEN_FROM,
  penalise,
  RECOVERED_REPUTATION,
  recover,
  similarityToConsensus,
} from '../swarm/reputation/reputation.ts';
import type { FaultCause, FaultListener } from './faults.ts';
import { damagedAgents, isIntact, type Member, type Team } from './members.ts';
import { silenceBytes } from './switches.ts';

/** Milliseconds between two looks at whether all squads' bytes are what they should be: 0.1 ms of work a squad. */
const CHECK_EVERY_MS = 250;
/** Milliseconds between two probes; each asks one squad, the next one in turn. */
const PROBE_EVERY_MS = 1000;
/** A squad that was mended this often without proving itself again stays out. */
const MOST_RECOVERIES = 3;
/** A picture tells who is wrong when the lower median of the squads' likenesses to the consensus is at least this. */
const AGREED = 0.5;
/** Votes may leave the crop by this many times its size. */
const VOTE_REACH = 2;
/** No honest squad can send such a vote: more than enough to be faulty at once. */
const MESSAGE_PENALTY = 1;

export interface Supervisor {
  /**
   * Whether a squad's votes are 17 finite places near the crop with confidences; if not, it is faulty.
   *
   * @param votes Index into the memory's f32 view.
   */
  admit(member: Member, votes: number): boolean;
  /**
   * Judges a squad's votes about one person by what all made of them.
   *
   * @param results Index of the consensus' records.
   * @param area The person's area, reference-crop px squared.
   */
  judge(member: Member, votes: number, results: number, area: number): void;
  /** The same for a head on trial; `present` are its squad's own votes about the same person. */
  judgeHead(member: Member, votes: number, present: number, results: number, area: number): void;
  /**
   * Takes what was judged since the last time into the squads' records, as one observation each however many people there
   * were: they are looks at the same picture. To be called between two pictures.
   */
  conclude(): void;
  /** Looks after the squads when votes were cast: the routine checks that are due, and faulty squads are mended. */
  endFrame(): void;
}

interface Observed {
  sum: number;
  count: number;
}

/** Whether a squad is one of the n whose majority counts. */
function isCounted({ record }: Member): boolean {
  return record.standing !== 'silenced' && !record.unproven;
}

/**
 * @param members The squads, as they are at any time.
 * @param staff Teams that do not vote.
 * @param input Size of the reference crop, px.
 * @param changed Called when bytes of squads were changed.
 * @param promote Puts a head that has proved itself into its place; false when that cannot be done at the moment.
 */
export function createSupervisor(
  f32: Float32Array,
  members: () => readonly Member[],
  staff: readonly Team[],
  input: { readonly width: number; readonly height: number },
  tell: FaultListener,
  changed: () => void,
  promote: (member: Member) => boolean,
): Supervisor {
  /** What was said of each squad since the last picture; kept, and written anew. */
  const observed = new Map<Member, Observed>();
  const means: number[] = [];
  const mended = new WeakMap<Member, number>();
  const causes = new Map<Member, { readonly cause: FaultCause; readonly since: number }>();
  let nextCheck = performance.now() + CHECK_EVERY_MS;
  let nextProbe = performance.now() + PROBE_EVERY_MS;
  let turn = 0;

  return {
    admit(member, votes) {
      if (areSane(votes)) return true;
      accuse(member, 'message', MESSAGE_PENALTY);
      return false;
    },
    judge(member, votes, results, area) {
      note(member, similarityToConsensus(f32, votes, results, area));
    },
    judgeHead(member, votes, present, results, area) {
      const joint = member.trial?.joint ?? 0;
      note(member, headSimilarity(f32, votes, present, results, area, joint));
    },
    conclude() {
      if (observed.size === 0) return mendAll();
      // Where most do not agree with what came out, the picture is hard, and nobody is to blame.
      const agreed = lowerMedian() >= AGREED;
      for (const member of observed.keys()) {
        const seen = observed.get(member);
        if (seen === undefined) continue;
        if (seen.count === 0)
          observed.delete(member); // it may be gone
        else if (agreed && isHere(member)) take(member, seen.sum / seen.count);
        seen.sum = 0;
        seen.count = 0;
      }
      mendAll();
    },
    endFrame() {
      routine();
      mendAll();
    },
  };

  function note(member: Member, similarity: number | undefined): void {
    if (similarity === undefined) return;
    let seen = observed.get(member);
    if (seen === undefined) {
      seen = { sum: 0, count: 0 };
      observed.set(member, seen);
    }
    seen.sum += similarity;
    seen.count++;
  }

  /** Of the squads' likenesses to the consensus. */
  function lowerMedian(): number {
    let judged = 0;
    for (const [{ trial }, { sum, count }] of observed) {
      if (count === 0 || trial) continue;
      // Sorted as they come: there are few, and the array's own way would make another one.
      let at = judged++;
      for (; at > 0 && (means[at - 1] ?? 0) > sum / count; at--) means[at] = means[at - 1] ?? 0;
      means[at] = sum / count;
    }
    return means[Math.floor((judged - 1) / 2)] ?? 0;
  }

  function take(member: Member, similarity: number): void {
    const { record } = member;
    const { standing } = record;
    observe(record, similarity);
    if (record.standing === 'faulty' && othersOut(member) >= tolerated()) {
      // With more than f of n squads against the rest nobody knows who is right: they go on voting.
      record.standing = standing;
      record.reputation = FAULTY_BELOW;
      record.faults--;
    }
    if (record.standing === 'faulty') blame(member, 'outlier');
    if (record.standing !== 'active') return;
    mended.delete(member);
    // A head has no vote of its own: it takes its place, or waits for it.
    if (member.trial && !promote(member)) Object.assign(record, createRecord(true), { reputation: PROVEN_FROM - 0.01 });
  }

  function mendAll(): void {
    if (causes.size === 0) return;
    // The memory of a guest that has left may be another one's.
    for (const member of causes.keys()) if (isHere(member)) mend(member);
    causes.clear();
  }

  function isHere(member: Member): boolean {
    return members().includes(member);
  }

  function areSane(votes: number): boolean {
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      const at = votes + joint * VOTE_FLOATS;
      // Written so that NaN fails.
      const near =
        Math.abs(f32[at] ?? 0) <= VOTE_REACH * input.width && Math.abs(f32[at + 1] ?? 0) <= VOTE_REACH * input.height;
      const confidence = f32[at + 2] ?? 0;
      if (!near || !(confidence >= 0 && confidence <= 1.001)) return false;
    }
    return true;
  }

  /** How many of the squads may be wrong before their votes say nothing: the Byzantine bound. */
  function tolerated(): number {
    return Math.floor((members().filter(isCounted).length - 1) / 3);
  }

  function othersOut(member: Member): number {
    return members().filter((other) => other !== member && isCounted(other) && other.record.standing !== 'active')
      .length;
  }

  function routine(): void {
    const now = performance.now();
    if (now >= nextCheck) {
      nextCheck = now + CHECK_EVERY_MS;
      for (const member of members()) {
        if (isAsked(member.record) && !isIntact(member)) accuse(member, 'weights', 1);
      }
      for (const team of staff) if (!isIntact(team)) mendStaff(team);
    }
    if (now < nextProbe) return;
    nextProbe = now + PROBE_EVERY_MS;
    const all = members();
    const member = all[turn++ % all.length];
    // Without its silenced agents a squad cannot give the answer it gave with them.
    if (!member || !isAsked(member.record) || member.silenced.size > 0) return;
    // Only the answer of a squad that has its verified weights says anything.
    if (!isIntact(member)) accuse(member, 'weights', 1);
    else if (!member.probe.passes()) accuse(member, 'answer', 1);
  }

  function accuse(member: Member, cause: FaultCause, penalty: number): void {
    penalise(member.record, penalty);
    if (member.record.standing === 'faulty') blame(member, cause);
  }

  function blame(member: Member, cause: FaultCause): void {
    if (!causes.has(member)) causes.set(member, { cause, since: performance.now() });
  }

  function mendStaff(team: Team): void {
    const start = performance.now();
    const agents = damagedAgents(team);
    tell.fault({ squad: team.id, cause: 'weights', agents, message: sentence(team.id, 'weights', agents.length) });
    const recovered = team.verified.restore();
    silenceBytes(f32, team.slices, team.silenced);
    const ms = performance.now() - start;
    const what = recovered ? 'its verified weights again' : 'a damaged copy of its verified weights';
    tell.recovery({ squad: team.id, recovered, ms, message: `${team.id} has ${what}` });
  }

  function mend(member: Member): void {
    const { cause, since } = causes.get(member) ?? { cause: 'outlier', since: performance.now() };
    const squad = member.id;
    const agents = damagedAgents(member);
    tell.fault({ squad, cause, agents, message: sentence(squad, cause, agents.length) });
    const times = (mended.get(member) ?? 0) + 1;
    mended.set(member, times);
    const problem = obstacle(member, times);
    if (problem === undefined) recover(member.record);
    tell.recovery({
      squad,
      recovered: problem === undefined,
      ms: performance.now() - since,
      message:
        problem ?? `squad ${squad} has its verified weights again and votes on probation at ${RECOVERED_REPUTATION}`,
    });
  }

  /** Restores a squad; why it cannot come back, or undefined when it can. */
  function obstacle(member: Member, times: number): string | undefined {
    const squad = member.id;
    if (member.record.unproven)
      return `squad ${squad} never proved itself, expected votes like the others': it stays out`;
    if (times > MOST_RECOVERIES) return `squad ${squad} was mended ${times - 1} times in vain: it stays out`;
    if (!member.verified.restore()) return `squad ${squad}'s copy of its verified weights was damaged: it stays out`;
    silenceBytes(f32, member.slices, member.silenced);
    changed();
    if (member.silenced.size === 0 && !member.probe.passes()) {
      return `squad ${squad} gives a wrong answer with its verified weights: it stays out`;
    }
    return undefined;
  }
}

function sentence(squad: string, cause: FaultCause, agents: number): string {
  const damaged = agents > 0 ? `; ${agents} of its agents are damaged` : '';
  switch (cause) {
    case 'outlier':
      return `squad ${squad} sees what the others do not${damaged}`;
    case 'message':
      return `squad ${squad} sent a vote that is no number or far outside the crop${damaged}`;
    case 'answer':
      return `squad ${squad} no longer gives the known answer${damaged}`;
    case 'weights':
      return `squad ${squad}'s weights are not those that were checked${damaged}`;
  }
}
