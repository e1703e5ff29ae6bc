// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { TemporalJudge } from '../../src/people/tracks/temporal.ts';
import type { Swarm } from '../../src/swarm/agents/load-swarm.ts';
import { parseSafetensors } from '../../src/swarm/agents/safetensors.ts';
import { createTemporalJudge } from '../../src/swarm/validators/temporal.ts';
import { draftSwarm } from './random-swarm.ts';
import { swarmOf, swarmParts } from './swarm-parts.ts';

/** The trained temporal validators in a swarm whose other agents are random: through the loader's checks. */
export function trainedTemporal(): { readonly swarm: Swarm; readonly judge: TemporalJudge } {
  const file = readFileSync(new URL('../../training/checkpoints/temporal/section.safetensors', import.meta.url));
  const { metadata, tensors } = parseSafetensors(file);
  const draft = draftSwarm();
  draft.graph.temporal = JSON.parse(metadata.get('section') ?? '');
  for (const [name, { dtype, shape, data }] of tensors) draft.tensors.set(name, { dtype, shape: [...shape], data });
  const swarm = swarmOf(draft);
  const { kernels, memory } = swarmParts();
  if (swarm.graph.temporal === undefined) throw new Error('the section has no validators');
  const ground = { buffer: memory.memory.buffer, weights: memory.pools.weights, shared: memory.pools.shared };
  return { swarm, judge: createTemporalJudge(swarm.graph.temporal, swarm.values, kernels, ground) };
}
