// SPDX-License-Identifier: Apache-2.0
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

/**
 * Who is in a swarm.
 *
 * @param swarm A weights file's bytes, or a swarm that was loaded.
 * @throws PoseError `bad-weights` as `loadSwarm`.
 */
export function inspectSwarm(swarm: Uint8Array | Swarm): SwarmReport {
  const { agents, graph, bytes } = swarm instanceof Uint8Array ? loadSwarm(swarm) : swarm;
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
