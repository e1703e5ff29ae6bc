// SPDX-License-Identifier: Apache-2.0
import { createLifter, type Lifter } from '../../src/people/lift/lifter.ts';
import { loadSwarm, type Swarm } from '../../src/swarm/agents/load-swarm.ts';
import { encodeDraft } from './random-swarm.ts';
import { draftWithSection } from './trained-section.ts';

/** The trained lifters in a swarm whose other agents are random: through the loader's checks, like any weights file. */
export function trainedLifter(): { readonly swarm: Swarm; readonly lifter: Lifter } {
  const swarm = loadSwarm(encodeDraft(draftWithSection('lift')));
  if (swarm.graph.lift === undefined) throw new Error('the section has no lifters');
  return { swarm, lifter: createLifter(swarm.graph.lift, swarm.values) };
}
