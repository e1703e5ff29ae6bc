// SPDX-License-Identifier: Apache-2.0
// Squads from other weights files, taken in at run time. Nobody vouches for them: their file is checked as every other,
// then they look at people beside the others, without weight, until their record says that they see what the others see.
import { PoseError } from '../pose/errors.ts';
import type { SquadProgram } from '../swarm/agents/graph.ts';
import { loadSwarm, type Swarm } from '../swarm/agents/load-swarm.ts';
import { placedBytes, placeProgram } from '../swarm/agents/place-swarm.ts';
import { planProgram } from '../swarm/agents/plan-program.ts';
import type { SwarmContext } from '../swarm/agents/swarm-context.ts';
import { resampleScratchBytes } from '../swarm/kernels/kernels.ts';
import { createSquad } from '../swarm/squads/squad.ts';
import { inRoom } from './guest-room.ts';
import { createMember, type Member } from './members.ts';
import type { SwarmMemory } from './memory-map.ts';

/**
 * A squad of another weights file as a member on probation.
 *
 * @param file A weights file, as `createDetector` takes it.
 * @param from Id of the squad within it; its first one when left out.
 * @param id What it is called here.
 * @param scratchBytes Size of the `resample_rgba` scratch that there is.
 * @throws PoseError `bad-weights` when the file is none, or the memory has no room for the squad; `bad-option` when it has
 *   no such squad.
 */
export function inviteSquad(
  file: Uint8Array,
  from: string | undefined,
  id: string,
  memory: SwarmMemory,
  context: SwarmContext,
  scratchBytes: number,
): Member {
  const swarm = loadSwarm(file);
  const origin = from === undefined ? swarm.graph.squads[0] : swarm.graph.squads.find((squad) => squad.id === from);
  if (origin === undefined) {
    const known = swarm.graph.squads.map((squad) => squad.id).join(', ');
    throw new PoseError('bad-option', `squad is ${JSON.stringify(from)}, expected one of the file's: ${known}`);
  }
  const { width, height } = origin.input;
  if (resampleScratchBytes(width, height) > scratchBytes) {
    throw new PoseError(
      'bad-weights',
      `squad ${origin.id} sees ${width} x ${height} px, expected no more than the scouts`,
    );
  }
  const program: SquadProgram = { ...origin, id };
  const values = renamed(swarm, origin.id, id);
  const plan = planProgram(program);
  const agents = swarm.agents
    .filter((agent) => agent.squad === origin.id)
    .map((agent) => ({ ...agent, id: `${id}${agent.id.slice(origin.id.length)}`, squad: id }));
  const room = { ...placedBytes(program.layers, values.values()), work: plan.bytes };
  return inRoom(memory, room, (ground, base) => {
    const placed = placeProgram(program, values, ground);
    return createMember(placed, createSquad(placed, plan, base, context), agents, context, true);
  });
}

/** The squad's tensors under its new name. */
function renamed({ values }: Swarm, from: string, to: string): Swarm['values'] {
  const own = [...values].filter(([name]) => name.startsWith(`${from}/`));
  return new Map(own.map(([name, tensor]) => [`${to}${name.slice(from.length)}`, tensor]));
}
