// SPDX-License-Identifier: Apache-2.0
import { asBytes, isRecord } from './check.ts';
import { loadSwarm, type Swarm } from './load-swarm.ts';
import type { AgentSpec } from './roster.ts';

export interface SwarmReport {
  readonly agents: readonly AgentSpec[];
  readonly squads: readonly string[];
  readonly totals: SwarmTotals;
}

export interface SwarmTotals {
  readonly agents: number;
  readonly squads: number;
  readonly parameters: number;
  /** Size of the weights file, its header included; bytes. */
  readonly weightsBytes: number;
}

const EXPECTED = 'the bytes of a weights file, a Uint8Array, or a swarm that was loaded';

/**
 * Who is in a swarm.
 *
 * @param swarm A weights file's bytes, or a swarm that was loaded.
 * @throws PoseError `bad-weights` as `loadSwarm`; `bad-option` when it is neither.
 */
export function inspectSwarm(swarm: Uint8Array | Swarm): SwarmReport {
  const { agents, graph, bytes } = isSwarm(swarm) ? swarm : loadSwarm(asBytes(swarm, 'swarm', EXPECTED));
  return {
    agents,
    squads: graph.squads.map((squad) => squad.id),
    totals: {
      agents: agents.length,
      squads: graph.squads.length,
      parameters: agents.reduce((sum, agent) => sum + agent.parameters, 0),
      weightsBytes: bytes,
    },
  };
}

/** By what is read of it. */
function isSwarm(value: unknown): value is Swarm {
  return isRecord(value) && Array.isArray(value.agents) && isRecord(value.graph) && Array.isArray(value.graph.squads);
}
