// SPDX-License-Identifier: Apache-2.0
import type { AgentHealth, SquadHealth } from 'poseswarm';

/**
 * How many of a squad's agents are damaged while it votes as if nothing had happened: it is watched while it looks at pictures,
 * so without one nobody has noticed yet.
 */
export function unnoticedDamage({ id, state }: SquadHealth, agents: readonly AgentHealth[]): number {
  if (state !== 'active' && state !== 'probation') return 0;
  return agents.filter((agent) => agent.squad === id && agent.state === 'faulty').length;
}
