// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createLifter, type Lifter } from '../../src/people/lift/lifter.ts';
import { loadSwarm, type Swarm } from '../../src/swarm/agents/load-swarm.ts';
import { parseSafetensors } from '../../src/swarm/agents/safetensors.ts';
import { draftSwarm, encodeDraft } from './random-swarm.ts';

/** The trained lifters in a swarm whose other agents are random: through the loader's checks, like any weights file. */
export function trainedLifter(): { readonly swarm: Swarm; readonly lifter: Lifter } {
  const file = readFileSync(new URL('../../training/checkpoints/lift/section.safetensors', import.meta.url));
  const { metadata, tensors } = parseSafetensors(file);
  const draft = draftSwarm();
  draft.graph.lift = JSON.parse(metadata.get('section') ?? '');
  for (const [name, { dtype, shape, data }] of tensors) draft.tensors.set(name, { dtype, shape: [...shape], data });
  const swarm = loadSwarm(encodeDraft(draft));
  if (swarm.graph.lift === undefined) throw new Error('the section has no lifters');
  return { swarm, lifter: createLifter(swarm.graph.lift, swarm.values) };
}
