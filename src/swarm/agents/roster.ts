// SPDX-License-Identifier: Apache-2.0
// Every agent of a swarm by name. An agent is a slice of its layer's tensors; nothing else has trained weights.
import { LIMITS } from '../../pose/limits.ts';
import { quote, refuse } from './check.ts';
import { type Layer, type Lift, type Program, type SwarmGraph, TILE_CHANNELS } from './graph.ts';
import { programShapes, tileCount } from './shapes.ts';

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
  /** Its share of the weights file: int8 weights, f32 scales and biases; bytes. */
  readonly bytes: number;
}

/** What the tensors of one layer look like: shapes without the leading agent dimension. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantised: boolean;
  /** Shape of the scales when quantised; the last dimensions that share one scale are left out. */
  readonly scale: readonly number[];
}

const C = TILE_CHANNELS;
/** Parameters of a refiner, an assessor and a validator each. */
export const SMALL_AGENT = 64;
export const SHARED = 'swarm';

/**
 * The tensors that a layer needs, named within its program.
 *
 * @param tiles Tiles of the layer that a head reads; not used for other layers.
 */
export function layerTensors(layer: Layer, tiles: number): readonly TensorSpec[] {
  const quantised = (name: string, shape: number[], scale: number[]): TensorSpec => ({
    name,
    shape,
    scale,
    quantised: true,
  });
  const plain = (name: string, shape: number[]): TensorSpec => ({ name, shape, scale: [], quantised: false });
  const n = 'agents' in layer ? layer.agents : 0;
  switch (layer.op) {
    case 'stem':
      return [quantised('w', [n, 3, 3, 3, C], [n, C]), plain('b', [n, C])];
    case 'mix':
      return [...mixTensors(n), ...(layer.gate ? gateTensors(n) : [])];
    case 'head':
      return [quantised('w', [n, tiles * C], [n]), plain('b', [n])];
    case 'focus':
      return [...mixTensors(n), quantised('w', [n, C], [n]), plain('wb', [n])];
    case 'refine':
      return [quantised('w', [n, SMALL_AGENT], [n])];
    default:
      return [];
  }

  function mixTensors(agents: number): TensorSpec[] {
    return [
      quantised('dw', [agents, 9, C], [agents, C]),
      quantised('pw', [agents, C, C], [agents, C]),
      plain('b', [agents, C]),
    ];
  }
}

/** Rows of channels: two that squeeze, two that excite and the bias. One scale an agent: a gate need not be exact. */
function gateTensors(agents: number): TensorSpec[] {
  const rows = (name: string, count: number): TensorSpec => ({
    name,
    shape: [agents, count, C],
    scale: [agents],
    quantised: true,
  });
  return [rows('squeeze', 2), rows('excite', 3)];
}

/** The tensor of agents that all squads share. */
export function level4Tensor(agents: number): TensorSpec {
  return { name: '', shape: [agents, SMALL_AGENT], scale: [agents], quantised: true };
}

/** Channels of an encoder's and a mixer's message, and coordinates of a lifter's answer. */
const LIFT_OUTPUTS = { message: C, place: 3 } as const;

/** The tensors of the lifters by the name of their group, each `[agents, inputs, outputs]` with a bias for each output. */
export function liftTensors({ encoders, mixers, lifters }: Lift): readonly LiftGroup[] {
  const group = (id: string, role: string, names: readonly string[], inputs: number, outputs: number): LiftGroup => {
    const n = names.length;
    return {
      id,
      role,
      names,
      tensors: [
        { name: 'w', shape: [n, inputs, outputs], scale: [n, outputs], quantised: true },
        { name: 'b', shape: [n, outputs], scale: [], quantised: false },
      ],
    };
  };
  const width = (rows: readonly (readonly number[])[]): number => rows[0]?.length ?? 0;
  const { message, place } = LIFT_OUTPUTS;
  return [
    group('lift/encoders', 'lift-encoder', encoders.names, 3 * width(encoders.joints), message),
    ...mixers.map(({ names, reads }, k) => group(`lift/mix${k}`, 'lift-mixer', names, 4 * width(reads), message)),
    group('lift/lifters', 'lifter', lifters.names, encoders.names.length * message + 3, place),
  ];
}

interface LiftGroup {
  readonly id: string;
  readonly role: string;
  readonly names: readonly string[];
  readonly tensors: readonly TensorSpec[];
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

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
  for (const { shape, scale, quantised } of tensors) {
    parameters += elements(shape) / agents;
    bytes += (elements(shape) * (quantised ? 1 : 4) + (quantised ? elements(scale) * 4 : 0)) / agents;
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
