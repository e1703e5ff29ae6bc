// SPDX-License-Identifier: Apache-2.0
// A team at work: what it takes to run it, to judge it and to mend it.
import { programSlices } from '../swarm/agents/agent-slices.ts';
import type { Program, SquadProgram } from '../swarm/agents/graph.ts';
import type { ByteRange, PlacedProgram } from '../swarm/agents/place-swarm.ts';
import type { AgentSpec } from '../swarm/agents/roster.ts';
import type { SwarmContext } from '../swarm/agents/swarm-context.ts';
import { createRecord, type SquadRecord } from '../swarm/reputation/reputation.ts';
import { createProbe, type Probe } from '../swarm/squads/probe.ts';
import type { Squad } from '../swarm/squads/squad.ts';
import { keepVerified, type VerifiedBytes } from './verified-bytes.ts';

/** Agents that work together, and the bytes that are theirs. */
export interface Team {
  readonly id: string;
  readonly agents: readonly AgentSpec[];
  readonly slices: ReadonlyMap<string, readonly ByteRange[]>;
  readonly verified: VerifiedBytes;
  /** Agents that were switched off on purpose, by id. */
  readonly silenced: Set<string>;
  /** Its program; those who judge for all squads have none. */
  readonly program: Program | undefined;
  /** Milliseconds of one run (a squad's: for one person), a running mean; 0 until it was measured. */
  costMs: number;
}

/** A team that votes. */
export interface Member extends Team {
  readonly squad: Squad;
  readonly record: SquadRecord;
  readonly probe: Probe;
  /** For a drill: what it says of people is made up. */
  lies: boolean;
  /** Of a head that is tried in a copy of its squad; undefined for squads. */
  readonly trial?: Trial;
  /** Gives a guest's memory back; undefined for the swarm's own squads. */
  readonly leave?: () => void;
}

/** A single joint's head on probation. */
export interface Trial {
  /** The squad whose head it is to replace, and which of its agents that is. */
  readonly host: Member;
  readonly agent: string;
  /** The keypoint that it finds, in the votes. */
  readonly joint: number;
  /** It has proved itself. Returns what gives the place back; undefined when it cannot be had at the moment. */
  adopt(): (() => void) | undefined;
}

/** Share of a new measurement in the running mean of what a squad costs. */
const COST_PACE = 0.1;

/**
 * Puts a placed squad to work. Its bytes must be those that were checked: they are copied.
 *
 * @param unproven It comes from somewhere that nobody vouches for.
 */
export function createMember(
  placed: PlacedProgram<SquadProgram>,
  squad: Squad,
  agents: readonly AgentSpec[],
  { f32 }: SwarmContext,
  unproven = false,
): Member {
  return {
    ...createTeam(placed.program.id, agents, programSlices(placed), placed.ranges, f32, placed.program),
    squad,
    record: createRecord(unproven),
    probe: createProbe(squad.runner, placed.program.layers.at(-1)?.id ?? 'input', f32),
    lies: false,
  };
}

/** A team whose bytes are `ranges`; they must be those that were checked. */
export function createTeam(
  id: string,
  agents: readonly AgentSpec[],
  slices: Team['slices'],
  ranges: readonly ByteRange[],
  f32: Float32Array,
  program?: Program,
): Team {
  const verified = keepVerified(f32.buffer, ranges);
  return { id, agents, slices, verified, silenced: new Set(), program, costMs: 0 };
}

/** How much of what a team cost once is forgotten with every picture, towards what the cheapest costs. */
const FORGET = 0.02;

/**
 * Who is not asked is not measured: a squad that was slow while everything was cold, or while something else ran, would seem
 * too dear for ever. So costs approach the cheapest one's until they are measured again.
 */
export function forgetCosts(teams: readonly Pick<Team, 'costMs'>[]): void {
  let cheapest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < teams.length; i++) {
    const costMs = teams[i]?.costMs ?? 0;
    if (costMs > 0) cheapest = Math.min(cheapest, costMs);
  }
  for (let i = 0; i < teams.length; i++) {
    const team = teams[i];
    if (team && team.costMs > 0) team.costMs += FORGET * (cheapest - team.costMs);
  }
}

/** Takes a measurement into a running mean. */
export function countCost(team: Pick<Team, 'costMs'>, ms: number): void {
  team.costMs = team.costMs === 0 ? ms : team.costMs + COST_PACE * (ms - team.costMs);
}

/** Whether its bytes are those that were checked, and zeros those of agents that are switched off. */
export function isIntact({ silenced, slices, verified }: Team): boolean {
  if (silenced.size === 0) return verified.intact();
  return verified.intact([...silenced].flatMap((agent) => slices.get(agent) ?? []));
}

/** Agents whose weights are not those that were checked, but for those that were silenced. */
export function damagedAgents({ slices, verified, silenced }: Team): string[] {
  const damaged: string[] = [];
  for (const [id, ranges] of slices) {
    if (!silenced.has(id) && !ranges.every((range) => verified.intactIn(range))) damaged.push(id);
  }
  return damaged;
}
