// SPDX-License-Identifier: Apache-2.0
// A whole swarm with random int8 weights: same file format and same kinds of layers as the trained one, so that tests
// exercise the real loader and the real pipeline. What it sees means nothing.
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Dtype } from '../../src/swarm/agents/safetensors.ts';
import { seededRandom } from './random.ts';

/** JSON as the graph holds it; tests edit it to make it wrong. */
export type Json = Record<string, unknown>;

export interface DraftTensor {
  dtype: Dtype;
  shape: number[];
  data: Int8Array | Float32Array;
}

/** A weights file before it is written: edit anything, then `encodeDraft`. */
export interface Draft {
  metadata: Record<string, string>;
  graph: {
    programs: DraftProgram[];
    level4: { assessors: Json; validators: Json; people?: Json };
    lift?: DraftLift;
  } & Json;
  tensors: Map<string, DraftTensor>;
}

export interface DraftProgram extends Json {
  id: string;
  layers: DraftLayer[];
}

export interface DraftLayer extends Json {
  id: string;
  op: string;
  from: string;
}

export interface DraftLift extends Json {
  encoders: { names: string[]; joints: number[][] };
  mixers: { names: string[]; reads: number[][] }[];
  lifters: { names: string[] };
}

const REGIONS = ['upper_body', 'lower_body', 'left_arm', 'right_arm', 'left_leg', 'right_leg', 'torso', 'head'];
const LIMBS = [
  [5, 7],
  [7, 9],
  [6, 8],
  [8, 10],
  [5, 11],
  [6, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
];
const VIEWS = [
  { scale: 1.2, dx: 0, dy: 0, mirror: false },
  { scale: 1.2, dx: 0, dy: 0, mirror: true },
  { scale: 1.4, dx: 0.02, dy: 0, mirror: false },
  { scale: 1.4, dx: 0, dy: -0.02, mirror: true },
];

/** The bytes of a valid random swarm. Same seed, same bytes. */
export function randomSwarm(seed = 1): Uint8Array<ArrayBuffer> {
  return encodeDraft(draftSwarm(seed));
}

/** A valid random swarm of four squads and a scout, some 900 agents. */
export function draftSwarm(seed = 1, views: readonly Json[] = VIEWS): Draft {
  const programs = [...views.map((view, i) => squad(`squad-${i}`, view)), scout()];
  const graph = {
    name: `random-${seed}`,
    trained: 'never',
    keypoints: KEYPOINT_NAMES.length,
    programs,
    level4: {
      assessors: { names: [...KEYPOINT_NAMES], tensor: 'level4/assessors/w' },
      validators: {
        names: LIMBS.map(([a = 0, b = 0]) => `${KEYPOINT_NAMES[a]}-${KEYPOINT_NAMES[b]}`),
        limbs: LIMBS,
        tensor: 'level4/validators/w',
      },
    },
  };
  const draft: Draft = {
    metadata: { format: 'poseswarm-swarm', version: '2' },
    graph,
    tensors: new Map(),
  };
  fillTensors(draft, seed);
  return draft;
}

/** Adds agents that judge people as a whole. */
export function addPersonJudges(draft: Draft, names: readonly string[] = ['person', 'given'], seed = 1): Draft {
  draft.graph.level4.people = { names, tensor: 'level4/people/w' };
  fillTensors(draft, seed);
  return draft;
}

/** Adds lifters to a draft: eight encoders of ten keypoints, a layer of mixers, 17 lifters. */
export function addLifters(draft: Draft, seed = 1): Draft {
  const joints = REGIONS.map((_, r) => Array.from({ length: 10 }, (_, i) => (2 * r + i) % KEYPOINT_NAMES.length));
  const reads = REGIONS.map((_, a) => Array.from({ length: 7 }, (_, i) => (4 * (a + i) + i) % (4 * REGIONS.length)));
  draft.graph.lift = {
    height: 1.7,
    minScore: 0.1,
    encoders: { names: [...REGIONS], joints },
    mixers: [{ names: [...REGIONS], reads }],
    lifters: { names: [...KEYPOINT_NAMES] },
  };
  fillTensors(draft, seed);
  return draft;
}

/** Gives a squad a coordinator, of which it makes nothing. */
export function addFocus(draft: Draft, program: string): void {
  const layers = draft.graph.programs.find(({ id }) => id === program)?.layers;
  layers?.splice(1, 0, { id: 'focus', op: 'focus', from: 'stem', agents: 1, reads: [[0, 1, 2, 3]] });
  fillTensors(draft, 1);
}

/** The safetensors file of a draft. */
export function encodeDraft(draft: Draft): Uint8Array<ArrayBuffer> {
  const { metadata, graph } = draft;
  const tensors = new Map([...packed(draft)].map(([name, tensor]) => [name, { ...tensor, data: stored(tensor) }]));
  const header: Json = { __metadata__: { ...metadata, graph: JSON.stringify(graph) } };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** A tensor's numbers as the file has them; those of an F16 need no more than its ten bits of fraction. */
function stored({ dtype, data }: DraftTensor): Int8Array | Float32Array | Uint16Array {
  if (dtype !== 'F16') return data;
  return Uint16Array.from(data, (x) => {
    const sign = x < 0 ? 0x8000 : 0;
    if (!Number.isFinite(x)) return sign | 0x7c00;
    if (x === 0) return 0;
    const exponent = Math.floor(Math.log2(Math.abs(x)));
    return sign | (((exponent + 15) << 10) + (Math.abs(x) / 2 ** exponent - 1) * 1024);
  });
}

/** As the file has them: those of a program's mix layers one behind the other. */
function packed({ graph, tensors }: Draft): Map<string, DraftTensor> {
  const file = new Map(tensors);
  for (const { id, layers } of graph.programs) {
    for (const layer of layers.filter(({ op }) => op === 'mix')) {
      for (const [name, tensor] of tensors) {
        const prefix = `${id}/${layer.id}/`;
        if (!name.startsWith(prefix)) continue;
        const together = `${id}/${name.slice(prefix.length)}`;
        file.set(together, behind(file.get(together), tensor));
        file.delete(name);
      }
    }
  }
  return file;
}

function behind(first: DraftTensor | undefined, more: DraftTensor): DraftTensor {
  if (first === undefined) return more;
  const [agents = 0, ...rest] = first.shape;
  const numbers = [...first.data, ...more.data];
  const data = first.dtype === 'I8' ? Int8Array.from(numbers) : Float32Array.from(numbers);
  return { dtype: first.dtype, shape: [agents + (more.shape[0] ?? 0), ...rest], data };
}

/** The layer of a draft's program, to be edited. */
export function layerOf(draft: Draft, program: string, layer: string): DraftLayer {
  const found = draft.graph.programs.find(({ id }) => id === program)?.layers.find(({ id }) => id === layer);
  if (found === undefined) throw new Error(`the draft has no ${program}/${layer}`);
  return found;
}

/** Random weights for every layer that has none yet: call it after adding layers. */
export function fillTensors(draft: Draft, seed: number): void {
  const random = seededRandom(seed);
  for (const program of draft.graph.programs) {
    const tiles = new Map<string, number>();
    for (const layer of program.layers) {
      const agents = Number(layer.agents ?? 0);
      const at = (name: string): string => `${program.id}/${layer.id}/${name}`;
      tiles.set(layer.id, layer.op === 'join' ? (layer.adds as unknown[]).length : agents);
      const mix = (): void => {
        quantised(at('dw'), [agents, 9, 16], [agents], (1 / 9) ** 0.5);
        quantised(at('pw'), [agents, 16, 16], [agents, 16], layer.residual ? 0.1 : (2 / 16) ** 0.5);
        bias(at('b'), [agents, 16], 0.05);
      };
      if (layer.op === 'stem') {
        quantised(at('w'), [agents, 3, 3, 3, 16], [agents, 16], (2 / 27) ** 0.5);
        bias(at('b'), [agents, 16], 0.05);
      } else if (layer.op === 'mix') {
        mix();
        if (layer.gate) {
          quantised(at('squeeze'), [agents, 2, 16], [agents], 0.25);
          quantised(at('excite'), [agents, 3, 16], [agents], 0.25);
        }
      } else if (layer.op === 'focus') {
        mix();
        quantised(at('w'), [agents, 16], [agents], 0.3);
        bias(at('wb'), [agents], 0.5);
      } else if (layer.op === 'head') {
        quantised(at('w'), [agents, (tiles.get(layer.from) ?? 0) * 16], [agents], 0.2);
        bias(at('b'), [agents], 0.5);
      } else if (layer.op === 'refine') {
        quantised(at('w'), [agents, 64], [agents], 0.05);
      }
    }
  }
  const { lift } = draft.graph;
  if (lift) {
    const agents = lift.encoders.names.length;
    const dense = (name: string, n: number, inputs: number, outputs: number): void => {
      quantised(`lift/${name}/w`, [n, inputs, outputs], [n, outputs], (1 / inputs) ** 0.5);
      plain(`lift/${name}/b`, [n, outputs], 0.1);
    };
    dense('encoders', agents, 30, 16);
    for (const k of lift.mixers.keys()) dense(`mix${k}`, agents, 28, 16);
    dense('lifters', lift.lifters.names.length, 16 * agents + 3, 3);
  }
  const { assessors, validators, people } = draft.graph.level4;
  for (const { names, tensor } of [assessors, validators, ...(people ? [people] : [])]) {
    const agents = (names as unknown[]).length;
    quantised(String(tensor), [agents, 64], [agents], 0.4);
  }

  function quantised(name: string, shape: number[], scales: number[], deviation: number): void {
    if (draft.tensors.has(name)) return;
    const data = Int8Array.from({ length: size(shape) }, () => Math.round(random() * 254 - 127));
    // Evenly spread int8 numbers have a standard deviation of 73.
    const scale = Float32Array.from({ length: size(scales) }, () => (deviation / 73) * (0.8 + 0.4 * random()));
    draft.tensors.set(name, { dtype: 'I8', shape, data });
    draft.tensors.set(`${name}.scale`, { dtype: 'F32', shape: scales, data: scale });
  }

  function bias(name: string, shape: number[], range: number): void {
    plain(name, shape, range);
    const made = draft.tensors.get(name);
    // Eight bits of fraction are among the ten of a half.
    if (made) draft.tensors.set(name, { ...made, dtype: 'F16', data: made.data.map((x) => Math.round(x * 256) / 256) });
  }

  function plain(name: string, shape: number[], range: number): void {
    if (draft.tensors.has(name)) return;
    const data = Float32Array.from({ length: size(shape) }, () => (random() * 2 - 1) * range);
    draft.tensors.set(name, { dtype: 'F32', shape, data });
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Four quads of different neighbours for each agent; `turn` rotates who is a neighbour. */
export function mesh(sourceTiles: number, agents: number, turn = 0): number[][] {
  const quads = sourceTiles * 4;
  return Array.from({ length: agents }, (_, a) =>
    Array.from({ length: 4 }, (_, i) => (a + turn + i * Math.max(sourceTiles, 1)) % quads),
  );
}

/** A chain of layers under construction. */
class Layers {
  readonly all: DraftLayer[] = [];
  readonly tiles = new Map<string, number>();

  add(layer: DraftLayer, tiles = 0): string {
    this.all.push(layer);
    this.tiles.set(layer.id, tiles);
    return layer.id;
  }

  stem(id: string, agents: number): string {
    return this.add({ id, op: 'stem', from: 'input', agents }, agents);
  }

  mix(id: string, from: string, agents: number, stride: number, turn = 0, more: Json = {}): string {
    const source = this.tiles.get(from) ?? 0;
    const residual = stride === 1 && source === agents;
    const reads = mesh(source, agents, turn);
    return this.add({ id, op: 'mix', from, agents, stride, reads, residual, ...more }, agents);
  }

  chain(prefix: string, from: string, count: number, more: Json = {}): string {
    let last = from;
    for (let i = 0; i < count; i++) last = this.mix(`${prefix}${i}`, last, this.tiles.get(from) ?? 0, 1, i, more);
    return last;
  }

  join(id: string, deep: string, skip: string): string {
    const tiles = this.tiles.get(skip) ?? 0;
    const per = (this.tiles.get(deep) ?? 0) / tiles;
    const adds = Array.from({ length: tiles }, (_, t) => Array.from({ length: per }, (_, k) => t * per + k));
    return this.add({ id, op: 'join', from: deep, skip, adds }, tiles);
  }

  head(id: string, from: string, role: string, names: readonly string[]): string {
    return this.add({ id, op: 'head', from, agents: names.length, role, names: [...names] });
  }
}

function squad(id: string, view: Json): DraftProgram {
  const layers = new Layers();
  const stem = layers.stem('stem', 2);
  const a = layers.chain('a', layers.mix('down4', stem, 4, 2), 1);
  const b = layers.chain('b', layers.mix('down8', a, 8, 2), 4);
  const c = layers.chain('c', layers.mix('down16', b, 16, 2), 4, { gate: true });
  const d = layers.chain('d', layers.join('up8', c, b), 2);
  layers.head('region', d, 'region', REGIONS);
  const e = layers.chain('e', layers.join('up4', d, a), 2, { gate: true });
  layers.head('joint', e, 'joint', KEYPOINT_NAMES);
  const reads = KEYPOINT_NAMES.map((_, j) => [j % REGIONS.length, (j + 3) % REGIONS.length]);
  layers.add({ id: 'attend', op: 'attend', from: 'joint', regions: 'region', reads });
  layers.add({ id: 'decode', op: 'decode', from: 'attend' });
  layers.add({ id: 'refine', op: 'refine', from: 'decode', agents: KEYPOINT_NAMES.length, names: [...KEYPOINT_NAMES] });
  return { id, kind: 'squad', input: { width: 96, height: 128 }, view, layers: layers.all };
}

function scout(): DraftProgram {
  const layers = new Layers();
  const stem = layers.stem('stem', 1);
  const b = layers.chain('b', layers.mix('down8', layers.mix('down4', stem, 4, 2), 8, 2), 2);
  const c = layers.chain('c', layers.mix('down16', b, 16, 2), 2);
  const d = layers.chain('d', layers.join('up8', c, b), 2);
  layers.head('people', d, 'scout', ['center', 'left', 'top', 'right', 'bottom']);
  layers.add({ id: 'focus', op: 'focus', from: d, agents: 1, reads: mesh(8, 1) });
  return { id: 'scout', kind: 'scout', input: { width: 208, height: 208 }, layers: layers.all };
}
