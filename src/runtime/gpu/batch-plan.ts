// SPDX-License-Identifier: Apache-2.0
// A squad's program as GPU passes, all numbers worked out beforehand. The same graph, and weights as they lie in memory: squads
// whose numbers are the same differ in wiring and weights only, and go through the passes together.
import { refuse } from '../../swarm/agents/check.ts';
import type { Layer, SquadProgram } from '../../swarm/agents/graph.ts';
import type { LayerWeights, PlacedProgram } from '../../swarm/agents/place-swarm.ts';
import { planProgram } from '../../swarm/agents/plan-program.ts';
import { type Shape, shapeBytes } from '../../swarm/agents/shapes.ts';
import { LAYER_WORDS, type LayerNumbers, THREADS } from './shaders.ts';

/** Layers that have a shader, and what gates take two more for. A squad with another kind (the coordinator's) stays where it was. */
export type PassOp = Exclude<Layer['op'], 'focus'> | 'means' | 'gate';

export interface BatchPass {
  readonly op: PassOp;
  /** What the shader is told of its layer. */
  readonly numbers: LayerNumbers;
  /** Workgroups of one look, x and y; looks are z. */
  readonly groups: readonly [x: number, y: number];
}

export interface BatchPlan {
  readonly passes: readonly BatchPass[];
  /** Where a look's pixels go, and what a look needs for pixels and messages, bytes. */
  readonly input: number;
  readonly inputBytes: number;
  readonly tileBytes: number;
  /** Where a look's records are, and what it needs for planes and records, bytes. */
  readonly records: number;
  readonly planeBytes: number;
  /** What a squad needs, bytes. */
  readonly weightBytes: number;
  readonly tableBytes: number;
}

/** Undefined for a program that has a layer without a shader. */
export function planBatch({ program, layers, ranges }: PlacedProgram<SquadProgram>): BatchPlan | undefined {
  const { offsets, shapes, scratch: means, bytes: tileBytes } = planProgram(program);
  const planes = placePlanes(program, shapes);
  const [weightRange, tableRange] = ranges;
  const weightsFrom = weightRange?.start ?? 0;
  const tablesFrom = tableRange?.start ?? 0;
  const weightBytes = (weightRange?.end ?? 0) - weightsFrom;
  const tableBytes = Math.max(4, (tableRange?.end ?? 0) - tablesFrom);
  const passes: BatchPass[] = [];
  for (const layer of program.layers) {
    if (layer.op === 'focus') return undefined;
    const pass = passOf(layer);
    passes.push(pass, ...gatePasses(layer, pass));
  }
  const rooms = { tileRoom: tileBytes / 16, planeRoom: planes.bytes / 4 };
  const shared = { ...rooms, weightRoom: weightBytes / 16, tableRoom: tableBytes / 4 };
  return {
    passes: passes.map((pass) => ({ ...pass, numbers: { ...pass.numbers, ...shared } })),
    input: offsets.get('input') ?? 0,
    inputBytes: shapeBytes(shapeOf('input')),
    tileBytes,
    records: placeOf(program.layers.at(-1)?.id ?? '') * 4,
    planeBytes: planes.bytes,
    weightBytes,
    tableBytes,
  };

  function passOf(layer: Exclude<Layer, { op: 'focus' }>): BatchPass {
    const from = shapeOf(layer.from);
    const to = shapeOf(layer.id);
    const { weights, bias, table } = layers.get(layer.id) ?? NOTHING;
    const numbers: LayerNumbers = {
      ...NO_NUMBERS,
      source: placeOf(layer.from),
      result: placeOf(layer.id),
      other: placeOf(otherOf(layer)),
      width: from.width,
      height: from.height,
      outWidth: to.width,
      outHeight: to.height,
      weights: within(weights, weightsFrom) / 16,
      bias: within(bias, weightsFrom) / 4,
      table: within(table, tablesFrom) / 4,
      ...extrasOf(layer, from),
    };
    return { op: layer.op, numbers, groups: groupsOf(layer, to) };
  }

  /** What a mix layer's pass wrote, by its gates: the means of its tiles into the scratch, then every pixel. */
  function gatePasses(layer: Layer, { numbers: written, groups }: BatchPass): BatchPass[] {
    if (layer.op !== 'mix' || !layer.gate) return [];
    const { gates } = layers.get(layer.id) ?? NOTHING;
    const weights = within(gates, weightsFrom) / 16;
    const numbers: LayerNumbers = { ...written, source: written.result, other: means / 16, weights };
    return [
      { op: 'means', numbers, groups: [1, layer.agents] },
      { op: 'gate', numbers, groups },
    ];
  }

  /** In vec4f for pixels and tiles, in f32 for planes and records. */
  function placeOf(id: string): number {
    return planes.offsets.get(id) ?? (offsets.get(id) ?? 0) / 16;
  }

  function shapeOf(id: string): Shape {
    return shapes.get(id) ?? refuse(`layer "${id}" has no shape, expected a parsed program`);
  }
}

/** The numbers in the order in which the shaders read them. */
export function wordsOf(numbers: LayerNumbers): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(LAYER_WORDS, (name) => numbers[name]);
}

const NOTHING: LayerWeights = { weights: 0, bias: 0, gates: 0, outWeights: 0, outBias: 0, table: 0 };
// Every name of the list gets a number, so the record is whole.
const NO_NUMBERS = Object.fromEntries(LAYER_WORDS.map((name) => [name, 0])) as LayerNumbers;

/** 0 where a layer has none. */
function within(pointer: number, start: number): number {
  return pointer === 0 ? 0 : pointer - start;
}

/** Planes and records one after the other, but for those that are changed in place; offsets in f32. */
function placePlanes(program: SquadProgram, shapes: ReadonlyMap<string, Shape>) {
  const offsets = new Map<string, number>();
  let floats = 0;
  for (const { op, id, from } of program.layers) {
    const shape = shapes.get(id);
    if (shape?.kind !== 'planes' && shape?.kind !== 'records') continue;
    const same = op === 'attend' || op === 'refine' ? offsets.get(from) : undefined;
    offsets.set(id, same ?? floats);
    if (same === undefined) floats += shapeBytes(shape) / 4;
  }
  return { offsets, bytes: floats * 4 };
}

function otherOf(layer: Layer): string {
  if (layer.op === 'join') return layer.skip;
  return layer.op === 'attend' ? layer.regions : layer.from;
}

function extrasOf(layer: Layer, from: Shape): Partial<LayerNumbers> {
  switch (layer.op) {
    case 'mix':
      return { stride: layer.stride, residual: Number(layer.residual) };
    case 'join':
      return { per: layer.adds[0]?.length ?? 0 };
    case 'attend':
      return { per: layer.reads[0]?.length ?? 0 };
    case 'head':
      return { tiles: from.kind === 'tiles' ? from.count : 0 };
    case 'refine':
      return { joints: layer.agents };
    default:
      return {};
  }
}

/** One thread a pixel of an agent's result; a whole group for a joint's softmax; one thread a refiner. */
function groupsOf(layer: Layer, to: Shape): readonly [number, number] {
  const count = to.kind === 'pixels' ? 1 : to.count;
  if (layer.op === 'decode') return [1, count];
  if (layer.op === 'refine') return [Math.ceil(count / THREADS), 1];
  return [Math.ceil((to.width * to.height) / THREADS), count];
}
