// SPDX-License-Identifier: Apache-2.0
import type { TemporalJudge } from '../../src/people/tracks/temporal.ts';
import { groundOf } from '../../src/runtime/memory-map.ts';
import type { Swarm } from '../../src/swarm/agents/load-swarm.ts';
import { placeSwarm } from '../../src/swarm/agents/place-swarm.ts';
import { createTemporalJudge } from '../../src/swarm/validators/temporal.ts';
import { swarmOf, swarmParts } from './swarm-parts.ts';
import { draftWithSection } from './trained-section.ts';

/** The trained temporal validators in a swarm whose other agents are random: through the loader's checks. */
export function trainedTemporal(): { readonly swarm: Swarm; readonly judge: TemporalJudge } {
  const swarm = swarmOf(draftWithSection('temporal'));
  const { memory, context } = swarmParts();
  const { temporal } = placeSwarm(swarm, groundOf(memory));
  if (temporal === undefined) throw new Error('the section has no validators');
  return { swarm, judge: createTemporalJudge(temporal, context) };
}
