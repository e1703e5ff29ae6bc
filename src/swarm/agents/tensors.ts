// SPDX-License-Identifier: Apache-2.0
// What a weights file holds: which tensors, of which shapes, for whom.
import { type Layer, type Lift, type Program, type SwarmGraph, TILE_CHANNELS } from './graph.ts';
import type { Dtype } from './safetensors.ts';
import { programShapes } from './shapes.ts';

/** What a tensor looks like; its first dimension counts agents. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** Shape of the scales of int8 numbers; the last dimensions that share one scale are left out. */
  readonly scale: readonly number[];
}

/** A tensor of the file by its name there. */
export interface FileTensor extends TensorSpec {
  /** Whose it is, in the order of its agents: the name under which each part is known to the run time. */
  readonly parts: readonly { readonly name: string; readonly agents: number }[];
}

const C = TILE_CHANNELS;
/** Parameters of a refiner, an assessor and a validator each. */
export const SMALL_AGENT = 64;

/** All tensors of the weights file of this graph, beside the scales. */
export function* fileTensors(graph: SwarmGraph): Generator<FileTensor> {
  for (const program of [graph.scout, ...graph.squads]) yield* programTensors(program);
  const { assessors, validators, people } = graph.level4;
  for (const shared of [assessors, validators, people, graph.temporal?.validators]) {
    if (shared) yield whole(shared.tensor, level4Tensor(shared.names.length));
  }
  for (const { id, tensors } of graph.lift ? liftTensors(graph.lift) : []) {
    for (const spec of tensors) yield whole(`${id}/${spec.name}`, spec);
  }
}

/**
 * The tensors of one program. Those of its `mix` layers, which are most of it, lie in one `<program>/<name>` each, layer
 * after layer: a header that names them one by one would be an eighth of the file. All others are
 * `<program>/<layer>/<name>`.
 */
function* programTensors(program: Program): Generator<FileTensor> {
  const shapes = programShapes(program);
  const mixes = new Map<string, FileTensor>();
  for (const layer of program.layers) {
    const from = shapes.get(layer.from);
    const tiles = from?.kind === 'tiles' ? from.count : 0;
    for (const spec of layerTensors(layer, tiles)) {
      const own = whole(`${program.id}/${layer.id}/${spec.name}`, spec);
      if (layer.op === 'mix') mixes.set(spec.name, behind(mixes.get(spec.name), own, `${program.id}/${spec.name}`));
      else yield own;
    }
  }
  yield* mixes.values();
}

function whole(name: string, spec: TensorSpec): FileTensor {
  return { ...spec, name, parts: [{ name, agents: spec.shape[0] ?? 1 }] };
}

/** The agents of `more` behind those of `first`. */
function behind(first: FileTensor | undefined, more: FileTensor, name: string): FileTensor {
  if (first === undefined) return { ...more, name };
  const longer = ([a = 0, ...rest]: readonly number[], [b = 0]: readonly number[]): number[] => [a + b, ...rest];
  const [shape, scale] = [longer(first.shape, more.shape), longer(first.scale, more.scale)];
  return { ...first, shape, scale, parts: [...first.parts, ...more.parts] };
}

/**
 * The tensors that a layer needs, named within its program.
 *
 * @param tiles Tiles of the layer that a head reads; not used for other layers.
 */
export function layerTensors(layer: Layer, tiles: number): readonly TensorSpec[] {
  const rounded = (name: string, shape: number[], scale: number[]): TensorSpec => ({ name, shape, scale, dtype: 'I8' });
  const bias = (name: string, shape: number[]): TensorSpec => ({ name, shape, scale: [], dtype: 'F16' });
  const n = 'agents' in layer ? layer.agents : 0;
  switch (layer.op) {
    case 'stem':
      return [rounded('w', [n, 3, 3, 3, C], [n, C]), bias('b', [n, C])];
    case 'mix':
      return [...mixTensors(n), ...(layer.gate ? gateTensors(n) : [])];
    case 'head':
      return [rounded('w', [n, tiles * C], [n]), bias('b', [n])];
    case 'focus':
      return [...mixTensors(n), rounded('w', [n, C], [n]), bias('wb', [n])];
    case 'refine':
      return [rounded('w', [n, SMALL_AGENT], [n])];
    default:
      return [];
  }

  function mixTensors(agents: number): TensorSpec[] {
    return [
      rounded('dw', [agents, 9, C], [agents]),
      rounded('pw', [agents, C, C], [agents, C]),
      bias('b', [agents, C]),
    ];
  }
}

/** Rows of channels: two that squeeze, two that excite and the bias. One scale an agent: a gate need not be exact. */
function gateTensors(agents: number): TensorSpec[] {
  const rows = (name: string, count: number): TensorSpec => ({
    name,
    shape: [agents, count, C],
    scale: [agents],
    dtype: 'I8',
  });
  return [rows('squeeze', 2), rows('excite', 3)];
}

/** The tensor of agents that all squads share. */
export function level4Tensor(agents: number): TensorSpec {
  return { name: '', shape: [agents, SMALL_AGENT], scale: [agents], dtype: 'I8' };
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
        { name: 'w', shape: [n, inputs, outputs], scale: [n, outputs], dtype: 'I8' },
        { name: 'b', shape: [n, outputs], scale: [], dtype: 'F32' },
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

export interface LiftGroup {
  readonly id: string;
  readonly role: string;
  readonly names: readonly string[];
  readonly tensors: readonly TensorSpec[];
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
