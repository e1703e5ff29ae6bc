// SPDX-License-Identifier: Apache-2.0
// Every agent of a swarm by name. An agent is a slice of its layer's tensors; nothing else has trained weights.
import { LIMITS } from '../../pose/limits.ts';
import { quote, refuse } from './check.ts';
import type { Layer, Program, SwarmGraph } from './graph.ts';
import { ELEMENT_BYTES } from './safetensors.ts';
import { programShapes, tileCount } from './shapes.ts';
import { elements, type LiftGroup, layerTensors, level4Tensor, liftTensors, type TensorSpec } from './tensors.ts';

/** 0 perception (pixels to messages), 1 coordinators, 2 regions and scouts, 3 joints, 4 validators and refiners. */
export type AgentLevel = 0 | 1 | 2 | 3 | 4;

export interface AgentSpec {
  /** `<program>/<layer>/<index or name>`. */
  readonly id: string;
  readonly level: AgentLevel;
  readonly role: string;
  /** The program it works in, or `swarm` when all squads share it. */
  readonly squad: string;
  /** Trained numbers, biases included. */
  readonly parameters: number;
  /** Its share of the weights file: weights, scales and biases; bytes. */
  readonly bytes: number;
}

export const SHARED = 'swarm';

/**
 * All agents of the graph, in the order in which they act.
 *
 * @throws PoseError `bad-weights` when an agent, or the swarm as a whole, is outside `LIMITS`.
 */
export function roster(graph: SwarmGraph): AgentSpec[] {
  const { assessors, validators, people } = graph.level4;
  const agents = [
    ...programAgents(graph.scout),
    ...graph.squads.flatMap(programAgents),
    ...sharedAgents('assessors', 'assessor', assessors.names),
    ...sharedAgents('validators', 'validator', validators.names),
    ...(people ? sharedAgents('people', 'person-assessor', people.names) : []),
    ...(graph.temporal ? sharedAgents('temporal', 'temporal-validator', graph.temporal.validators.names) : []),
    ...(graph.lift ? liftTensors(graph.lift).flatMap(liftAgents) : []),
  ];
  refuseOutsideLimits(agents);
  return agents;
}

function programAgents(program: Program): AgentSpec[] {
  const shapes = programShapes(program);
  return program.layers.flatMap((layer) => {
    if (!('agents' in layer)) return [];
    const tiles = layer.op === 'head' ? tileCount(shapes, layer.from, layer.id) : 0;
    const size = agentSize(layerTensors(layer, tiles), layer.agents);
    const rank = rankOf(layer);
    return Array.from({ length: layer.agents }, (_, i) => {
      const name = 'names' in layer ? layer.names[i] : i;
      return { id: `${program.id}/${layer.id}/${name}`, ...rank, squad: program.id, ...size };
    });
  });
}

function sharedAgents(layer: string, role: string, names: readonly string[]): AgentSpec[] {
  const size = agentSize([level4Tensor(names.length)], names.length);
  return names.map((name) => ({ id: `level4/${layer}/${name}`, level: 4, role, squad: SHARED, ...size }));
}

function liftAgents({ id, role, names, tensors }: LiftGroup): AgentSpec[] {
  const size = agentSize(tensors, names.length);
  return names.map((name) => ({ id: `${id}/${name}`, level: 4, role, squad: SHARED, ...size }));
}

function agentSize(tensors: readonly TensorSpec[], agents: number): { parameters: number; bytes: number } {
  let parameters = 0;
  let bytes = 0;
  for (const { shape, scale, dtype } of tensors) {
    parameters += elements(shape) / agents;
    bytes +=
      (elements(shape) * ELEMENT_BYTES[dtype] + (dtype === 'I8' ? elements(scale) * ELEMENT_BYTES.F32 : 0)) / agents;
  }
  return { parameters, bytes };
}

function rankOf(layer: Layer): { level: AgentLevel; role: string } {
  switch (layer.op) {
    case 'focus':
      return { level: 1, role: 'coordinator' };
    case 'head':
      return { level: layer.role === 'joint' ? 3 : 2, role: layer.role };
    case 'refine':
      return { level: 4, role: 'refiner' };
    default:
      return { level: 0, role: 'perception' };
  }
}

function refuseOutsideLimits(agents: readonly AgentSpec[]): void {
  const { minAgents, maxAgents, minParameters, maxParameters } = LIMITS;
  if (agents.length < minAgents || agents.length > maxAgents) {
    refuse(`the swarm has ${agents.length} agents, expected ${minAgents} to ${maxAgents}`);
  }
  const odd = agents.find(({ parameters }) => parameters < minParameters || parameters > maxParameters);
  if (odd)
    refuse(`agent ${quote(odd.id)} has ${odd.parameters} parameters, expected ${minParameters} to ${maxParameters}`);
  const seen = new Set<string>();
  for (const { id } of agents) {
    if (seen.has(id)) refuse(`two agents have the id ${quote(id)}, expected every id once`);
    seen.add(id);
  }
  for (const level of [1, 2, 3, 4] as const) {
    if (!agents.some((agent) => agent.level === level))
      refuse(`the swarm has no agent of level ${level}, expected levels 1 to 4`);
  }
}
