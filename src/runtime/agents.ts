// SPDX-License-Identifier: Apache-2.0
// The swarm's agents and squads as the outside sees them, and the switches for drills.
import { PoseError } from '../pose/errors.ts';
import type { Program } from '../swarm/agents/graph.ts';
import { programMesh } from '../swarm/agents/mesh.ts';
import type { ByteRange } from '../swarm/agents/place-swarm.ts';
import type { AgentLevel } from '../swarm/agents/roster.ts';
import { agentWork, programWork } from '../swarm/agents/work.ts';
import { createRecord, type Standing, weightOf } from '../swarm/reputation/reputation.ts';
import type { Crew } from './crew.ts';
import { WORKER_DRILLS, type WorkerDrill } from './faults.ts';
import type { HeadGuest } from './guest-heads.ts';
import { damagedAgents, type Member, type Team } from './members.ts';
import { corruptBytes, silenceBytes } from './switches.ts';

/** `active` counts fully, `probation` with caution, `faulty` does not vote, `silenced` was switched off. */
export type AgentState = Standing;

export interface AgentHealth {
  /** `<program>/<layer>/<index or name>`. */
  readonly id: string;
  readonly level: AgentLevel;
  readonly role: string;
  /** The squad it works in, `scout`, or `swarm` when all squads share it. */
  readonly squad: string;
  readonly parameters: number;
  readonly state: AgentState;
  /** Track record of its squad, 0..1; 1 for those who do not vote. */
  readonly reputation: number;
  /** Its share, by multiply-adds, of the milliseconds its squad takes for one person; 0 where that is not measured. */
  readonly costMs: number;
}

export interface SquadHealth {
  readonly id: string;
  readonly state: AgentState;
  /** 0..1; below 0.3 it is faulty. */
  readonly reputation: number;
  /** What its vote counts at present, 0..1. */
  readonly weight: number;
  /** Likeness of its last votes to the consensus (OKS), 0..1. */
  readonly similarity: number;
  /** Times that it was found faulty. */
  readonly faults: number;
  readonly agents: number;
  readonly parameters: number;
  /** Milliseconds for one person, a running mean; 0 until it was measured. */
  readonly costMs: number;
}

export interface SwarmAgents {
  /** Every agent that is set up. */
  list(): AgentHealth[];
  /** Every squad that is set up. */
  squads(): SquadHealth[];
  /** Who reads whose messages: places in `list()`, [reader, read, reader, read, ...]. */
  mesh(): number[];
  /**
   * Switches a squad, or any single agent, off: a squad no longer votes, an agent sends zeros. Lifters cannot be switched: their
   * weights lie where no kernel writes, so that nothing damages them.
   *
   * @throws PoseError `bad-option` for an id that is none.
   */
  silence(id: string): void;
  /** Overwrites the weights of a squad, or of a single agent, with random bits: a drill. Throws as `silence`. */
  corrupt(id: string): void;
  /** Gives a squad, or a single agent, its verified weights back and, to a squad, a clean record. Throws as `silence`. */
  restore(id: string): void;
  /**
   * Takes in a squad of another weights file, on probation: it looks at people where everybody else does, but its votes
   * have no weight until some 25 pictures have shown that it sees what the others see. One that does not stays out.
   *
   * @param weights A weights file, checked as that of `createDetector`.
   * @param squad Id of the squad within the file; its first one when left out.
   * @returns Its id here: `guest-1`, `guest-2`, ...
   * @throws PoseError `bad-weights` when the file is none, or there is no memory left for the squad; `bad-option` when it has
   *   no such squad, `weights` is no `Uint8Array`, or 8 guests are there already.
   */
  add(weights: Uint8Array, squad?: string): string;
  /**
   * Takes in the head of a single joint from another weights file, on probation: a copy of its squad looks at people with it,
   * without a vote, until some 25 pictures in which the head that is there agrees with the other squads have shown that the
   * new one does, too. Then it takes that head's place, which a `recovery` event tells. One that sees something else stays out.
   *
   * @param weights A weights file, checked as that of `createDetector`.
   * @param agent Id of the head whose place it is to take: `squad-0/joint/left_wrist`.
   * @param from Id of the head within the file; the same when left out.
   * @returns Its id as a guest: `guest-1`, `guest-2`, ...
   * @throws PoseError `bad-weights` when the file is none, its head has another shape, or there is no memory left; `bad-option`
   *   for an id that is no joint head's, or of a joint about which its squad does not speak, when `weights` is no `Uint8Array`, or
   *   when 8 guests are there already.
   */
  addHead(weights: Uint8Array, agent: string, from?: string): string;
  /**
   * Sends a guest away; a head that took the place of another one gives it back.
   *
   * @throws PoseError `bad-option` for an id that is no guest's.
   */
  remove(id: string): void;
  /**
   * Makes a squad lie (believable votes in the wrong place, until it is restored), or a worker (`worker-1`, ...) die, hang or
   * be slow: a drill.
   *
   * @throws PoseError `bad-option` for an id or a drill that is none.
   */
  drill(id: string, what: Drill): void;
}

/** What can be made to go wrong: see `SwarmAgents.drill`. */
export type Drill = 'lie' | WorkerDrill;

/** Makes members of what other files hold. */
export interface Invitations {
  squad(weights: Uint8Array, squad: string | undefined, id: string): Member;
  head(guest: HeadGuest): Member;
}

export interface AgentsAtWork {
  readonly agents: SwarmAgents;
  /** Puts a head that has proved itself into its place; false when that cannot be done at the moment. */
  takeIn(member: Member): boolean;
}

const DRILLS: readonly Drill[] = ['lie', ...WORKER_DRILLS];

/** Guests that are there at once, at most. */
const MOST_GUESTS = 8;

/**
 * @param members The squads, those of the swarm first; guests are added and removed at the end.
 * @param invite Makes a squad, or a head, of another file a member.
 * @param staff Teams that do not vote: the scouts, and those who judge for all squads.
 * @param crew Is told when bytes of squads have changed, and has the workers for drills.
 */
export function createSwarmAgents(
  members: Member[],
  invite: Invitations,
  staff: readonly Team[],
  f32: Float32Array,
  crew: Pick<Crew, 'refresh' | 'drill'>,
): AgentsAtWork {
  const teams = (): readonly Team[] => [...staff, ...members];
  const own = members.length;
  /** What gives a head's place back, by the id of the guest that took it. */
  const undo = new Map<string, () => void>();
  let invited = 0;
  const agents: SwarmAgents = {
    list: () => teams().flatMap((team) => healthOf(team, memberOf(team))),
    squads: () => members.map(squadHealth),
    mesh() {
      let first = 0;
      return teams().flatMap(({ program, agents }) => {
        const before = first;
        first += agents.length;
        return program ? programMesh(program).flatMap(([reader, read]) => [before + reader, before + read]) : [];
      });
    },
    silence(id) {
      const { team, agents, whole } = find(id);
      const member = memberOf(team);
      if (whole && member) {
        member.record.standing = 'silenced';
        return;
      }
      for (const agent of agents) team.silenced.add(agent);
      silenceBytes(f32, team.slices, agents);
      crew.refresh();
    },
    corrupt(id) {
      const { team, agents } = find(id);
      corruptBytes(f32, rangesOf(team, agents));
      crew.refresh();
    },
    restore(id) {
      const { team, agents, whole } = find(id);
      for (const agent of agents) team.silenced.delete(agent);
      for (const range of rangesOf(team, agents)) team.verified.restoreIn(range);
      const member = memberOf(team);
      if (whole && member) {
        Object.assign(member.record, createRecord(member.record.unproven));
        member.lies = false;
      }
      crew.refresh();
    },
    add: (weights, squad) => welcome((id) => invite.squad(weights, squad, id)),
    addHead: (weights, agent, from = agent) => welcome((id) => invite.head({ file: weights, agent, from, id })),
    remove(id) {
      const giveBack = undo.get(id);
      if (giveBack) {
        giveBack();
        undo.delete(id);
        crew.refresh();
        return;
      }
      const index = members.findIndex((member) => member.id === id);
      if (index < own) refuse(id, 'that of a guest');
      members.splice(index, 1)[0]?.leave?.();
    },
    drill(id, what) {
      if (!DRILLS.includes(what)) {
        throw new PoseError('bad-option', `what is ${JSON.stringify(what)}, expected lie, kill, hang or slow`);
      }
      const worker = /^worker-([1-9]\d*)$/.exec(id)?.[1];
      if (worker === undefined && what === 'lie') {
        const member = memberOf(find(id).team);
        if (member?.id === id) member.lies = true;
        else refuse(id, 'a squad that votes, to lie');
      } else if (what === 'lie' || !crew.drill(Number(worker), what)) {
        refuse(id, `a worker, worker-1 and so on, to ${what}`);
      }
    },
  };
  return { agents, takeIn };

  function takeIn(member: Member): boolean {
    const giveBack = member.trial?.adopt();
    if (giveBack === undefined) return false;
    members.splice(members.indexOf(member), 1);
    member.leave?.();
    undo.set(member.id, giveBack);
    crew.refresh();
    return true;
  }

  function welcome(guest: (id: string) => Member): string {
    if (members.length - own >= MOST_GUESTS) {
      throw new PoseError('bad-option', `${MOST_GUESTS} guests are there already, expected remove() before add()`);
    }
    const id = `guest-${invited + 1}`;
    members.push(guest(id));
    invited++;
    return id;
  }

  function memberOf(team: Team): Member | undefined {
    return members.find((member) => member === team);
  }

  function find(id: string): { team: Team; agents: readonly string[]; whole: boolean } {
    for (const team of teams()) {
      if (team.id === id) return { team, agents: [...team.slices.keys()], whole: true };
      if (team.slices.has(id)) return { team, agents: [id], whole: false };
    }
    return refuse(id, 'that of a squad or of one of its agents, which lifters are not');
  }
}

function refuse(id: string, expected: string): never {
  throw new PoseError('bad-option', `id is ${JSON.stringify(id)}, expected ${expected}`);
}

function rangesOf(team: Team, agents: readonly string[]): ByteRange[] {
  return agents.flatMap((id) => [...(team.slices.get(id) ?? [])]);
}

function healthOf(team: Team, member: Member | undefined): AgentHealth[] {
  const damaged = new Set(damagedAgents(team));
  const share = workShares(team.program);
  const reputation = member?.record.reputation ?? 1;
  const standing = member?.record.standing ?? 'active';
  return team.agents.map(({ id, level, role, squad, parameters }) => {
    const state = team.silenced.has(id) ? 'silenced' : damaged.has(id) ? 'faulty' : standing;
    return { id, level, role, squad, parameters, state, reputation, costMs: team.costMs * share(id) };
  });
}

/** Each agent's share of its program's multiply-adds. */
function workShares(program: Program | undefined): (agent: string) => number {
  if (program === undefined) return () => 0;
  const work = agentWork(program);
  const all = programWork(program);
  return (agent) => (work.get(agent.split('/')[1] ?? '') ?? 0) / all;
}

function squadHealth({ id, record, agents, costMs }: Member): SquadHealth {
  const { standing, reputation, similarity, faults } = record;
  return {
    ...{ id, state: standing, reputation, similarity, faults, costMs },
    weight: weightOf(record),
    agents: agents.length,
    parameters: agents.reduce((sum, { parameters }) => sum + parameters, 0),
  };
}
