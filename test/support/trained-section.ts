// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { parseSafetensors } from '../../src/swarm/agents/safetensors.ts';
import { draftSwarm } from './random-swarm.ts';

/** A swarm of random agents with one trained section of the graph, as `training/checkpoints` holds it. */
export function draftWithSection(name: 'lift' | 'temporal'): ReturnType<typeof draftSwarm> {
  const file = readFileSync(new URL(`../../training/checkpoints/${name}/section.safetensors`, import.meta.url));
  const { metadata, tensors } = parseSafetensors(file);
  const draft = draftSwarm();
  draft.graph[name] = JSON.parse(metadata.get('section') ?? '');
  for (const [tensor, { dtype, shape, data }] of tensors) draft.tensors.set(tensor, { dtype, shape: [...shape], data });
  return draft;
}
