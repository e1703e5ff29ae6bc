// SPDX-License-Identifier: Apache-2.0
// What a coordinator is told about the swarm.
import type { Detector } from '../../detector/types.ts';
import { rounded } from '../../pose/rounded.ts';
import type { AgentHealth } from '../../runtime/agents.ts';

/** Levels. */
const RANKS = [1, 2, 3, 4, 0];
/** Agents in trouble that are named; more are counted. */
const NAMED = 20;

/** Who is introduced first where there is no room for all: who leads, who sees regions, joints, who judges, who only looks. */
export function byRank(agents: readonly AgentHealth[]): AgentHealth[] {
  return [...agents].sort((a, b) => RANKS.indexOf(a.level) - RANKS.indexOf(b.level));
}

/** How the swarm does: rates, states and counts, and nothing of what it saw. */
export function stateOf(detector: Detector): object {
  const { frames, people, performance, agents, resources } = detector.stats;
  const troubled = detector.agents.list().filter(({ state }) => state !== 'active');
  return {
    ...{ frames, lookedAt: people, tier: detector.info.tier },
    fps: rounded(performance.fps, 1),
    latencyMs: rounded(performance.latency, 2),
    latencyP99Ms: rounded(performance.latencyP99, 2),
    memoryMB: rounded(resources.memoryUsage / 2 ** 20, 1),
    agents: { ...agents, troubled: troubled.length, named: troubled.slice(0, NAMED).map(({ id }) => id) },
    squads: detector.agents.squads().map(({ id, state, reputation, weight, costMs }) => ({
      ...{ id, state, reputation: rounded(reputation, 3), weight: rounded(weight, 3), costMs: rounded(costMs, 3) },
    })),
  };
}
