// SPDX-License-Identifier: Apache-2.0
import type { TemporalJudge } from '../../src/people/tracks/temporal.ts';
import type { Swarm } from '../../src/swarm/agents/load-swarm.ts';
import { createTemporalJudge } from '../../src/swarm/validators/temporal.ts';
import { swarmOf, swarmParts } from './swarm-parts.ts';
import { draftWithSection } from './trained-section.ts';

/** The trained temporal validators in a swarm whose other agents are random: through the loader's checks. */
export function trainedTemporal(): { readonly swarm: Swarm; readonly judge: TemporalJudge } {
  const swarm = swarmOf(draftWithSection('temporal'));
  const { kernels, memory } = swarmParts();
  if (swarm.graph.temporal === undefined) throw new Error('the section has no validators');
  const ground = { buffer: memory.memory.buffer, weights: memory.pools.weights, shared: memory.pools.shared };
  return { swarm, judge: createTemporalJudge(swarm.graph.temporal, swarm.values, kernels, ground) };
}
