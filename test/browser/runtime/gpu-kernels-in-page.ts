// SPDX-License-Identifier: Apache-2.0
// Every shader beside its scalar twin, on random input with sizes that fit no group, and with NaN and infinities.
import { BUFFER } from '../../../src/runtime/gpu/batch.ts';
import { type PassOp, wordsOf } from '../../../src/runtime/gpu/batch-plan.ts';
import { createPipelines, type Pipelines } from '../../../src/runtime/gpu/pipelines.ts';
import { LAYER_WORDS, type LayerNumbers } from '../../../src/runtime/gpu/shaders.ts';
import { DECODE_RECORD, type Kernels } from '../../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../../src/swarm/kernels/scalar.ts';
import { createKernelMemory } from '../../../src/swarm/kernels/wasm.ts';
import { seededRandom } from '../../support/random.ts';

export interface ShaderComparison {
  readonly name: string;
  /** Numbers that were compared, and the largest difference of two, relative to 1 + their size. */
  readonly numbers: number;
  readonly difference: number;
}

/** What a shader reads and writes, for one look of one squad. */
interface Case {
  readonly name: string;
  readonly op: PassOp;
  readonly numbers: Partial<LayerNumbers>;
  readonly groups: readonly [number, number];
  readonly weights: Float32Array<ArrayBuffer>;
  readonly tables: Uint32Array<ArrayBuffer>;
  readonly tiles: Float32Array<ArrayBuffer>;
  readonly planes: Float32Array<ArrayBuffer>;
  /** Does the same by a kernel; the arguments are where the four arrays lie, bytes. */
  readonly twin: (kernels: Kernels, weights: number, tables: number, tiles: number, planes: number) => void;
}

export async function compareShaders(seed: number): Promise<ShaderComparison[]> {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  const pipelines = await createPipelines(device);
  const compared: ShaderComparison[] = [];
  for (const one of cases(seed)) {
    const seen = await runShader(pipelines, one);
    const right = runTwin(one);
    let difference = 0;
    for (const [i, value] of right.entries()) {
      const apart = Math.abs(value - (seen[i] ?? Number.NaN)) / (1 + Math.abs(value));
      const same = Object.is(value, seen[i]) || (Number.isNaN(value) && Number.isNaN(seen[i]));
      if (!same) difference = Math.max(difference, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
    }
    compared.push({ name: one.name, numbers: right.length, difference });
  }
  device.destroy();
  return compared;
}

function cases(seed: number): Case[] {
  const random = seededRandom(seed);
  const floats = (length: number, scale = 1) => Float32Array.from({ length }, () => (random() * 2 - 1) * scale);
  const whole = (length: number, below: number) => Uint32Array.from({ length }, () => Math.floor(random() * below));
  const none = { weights: floats(4), tables: new Uint32Array(1), tiles: floats(4), planes: floats(4) };
  const blocks = (pixels: number): number => Math.ceil(pixels / 64);
  const spoil = (values: Float32Array<ArrayBuffer>, every: number) => {
    for (let i = 3; i < values.length; i += every) values[i] = [Number.NaN, Infinity, -Infinity][i % 3]!;
    return values;
  };

  const stem = (name: string, tiles: Float32Array<ArrayBuffer>): Case => ({
    ...{ ...none, name, op: 'stem', groups: [blocks(11 * 9), 2], weights: floats(2 * 448) },
    numbers: { width: 21, height: 17, outWidth: 11, outHeight: 9, result: 21 * 17 },
    tiles,
    twin: (k, w, _, t) => k.stem_f32(t, 21, 17, t + 21 * 17 * 16, w, 0, 2),
  });
  const mix = (name: string, stride: 1 | 2, agents: number, residual: 0 | 1, every = 0): Case => {
    const [w, h] = [13, 9];
    const [outWidth, outHeight] = [Math.ceil(w / stride), Math.ceil(h / stride)];
    const source = 3 * w * h * 16;
    const tiles = floats(source + agents * outWidth * outHeight * 16);
    const result = source / 4;
    return {
      ...{ ...none, name, op: 'mix', groups: [blocks(outWidth * outHeight), agents] },
      numbers: { width: w, height: h, outWidth, outHeight, stride, residual, result },
      ...{
        weights: floats(agents * 416, 0.3),
        tables: whole(agents * 4, 12),
        tiles: every ? spoil(tiles, every) : tiles,
      },
      twin: (k, at, t, src) =>
        k.run_agents(src, w, h, stride, t, src + source * 4, at, residual ? src : 0, 1 << 20, 0, agents),
    };
  };
  const [cells, agents] = [13 * 9, 3];
  const gated = { width: 0, height: 0, outWidth: 13, outHeight: 9, other: agents * cells * 4 };
  const means: Case = {
    ...{ ...none, name: 'means', op: 'means', groups: [1, agents], numbers: gated },
    // Without weights every gate is open, and the tiles stay as they are.
    ...{ weights: new Float32Array(agents * 80), tables: whole(agents * 4, 12) },
    tiles: floats(agents * cells * 16 + agents * 16),
    twin: (k, w, table, t) => k.gate_f32(t, cells, table, w, t + agents * cells * 64, agents),
  };
  const gate = (name: string, every = 0): Case => {
    const messages = every ? spoil(floats(agents * cells * 16), every) : floats(agents * cells * 16);
    const sums = new Float32Array(agents * 16);
    for (const [i, value] of messages.entries()) sums[Math.floor(i / (cells * 16)) * 16 + (i & 15)]! += value;
    return {
      ...{ ...none, name, op: 'gate', groups: [blocks(cells), agents], numbers: gated },
      ...{ weights: floats(agents * 80, 2), tables: whole(agents * 4, 12) },
      tiles: Float32Array.from([...messages, ...sums.map((sum) => sum / cells)]),
      twin: (k, w, table, t) => k.gate_f32(t, cells, table, w, t + agents * cells * 64, agents),
    };
  };
  const join: Case = {
    ...{ ...none, name: 'join', op: 'join', groups: [blocks(12 * 10), 3], tables: whole(6, 4) },
    numbers: {
      width: 6,
      height: 5,
      outWidth: 12,
      outHeight: 10,
      per: 2,
      other: 4 * 30 * 4,
      result: 4 * 30 * 4 + 3 * 480,
    },
    tiles: floats(4 * 30 * 16 + 2 * 3 * 120 * 16),
    twin: (k, _, table, t) => k.join_f32(t + 4 * 30 * 64, t, table, 2, t + 4 * 30 * 64 + 3 * 120 * 64, 12, 10, 3),
  };
  const head: Case = {
    ...{ ...none, name: 'head', op: 'head', groups: [blocks(13 * 9), 5], weights: floats(5 * 48 + 8) },
    numbers: { width: 13, height: 9, outWidth: 13, outHeight: 9, tiles: 3, bias: 240, result: 7 },
    ...{ tiles: floats(3 * 117 * 16), planes: floats(7 + 5 * 117) },
    twin: (k, w, _, t, p) => k.heads_f32(t, 117, 3, p + 28, w, w + 960, 5),
  };
  const attend: Case = {
    ...{ ...none, name: 'attend', op: 'attend', groups: [blocks(12 * 10), 5], tables: whole(10, 4) },
    numbers: { outWidth: 12, outHeight: 10, per: 2, source: 120, other: 0, result: 120 },
    planes: floats(120 + 5 * 120),
    twin: (k, _, table, __, p) => k.attend_f32(p + 480, 12, 10, 5, p, table, 2),
  };
  const decode = (name: string, logits: Float32Array<ArrayBuffer>): Case => ({
    ...{ ...none, name, op: 'decode', groups: [1, 3] },
    numbers: { width: 11, height: 9, result: 300 },
    planes: Float32Array.from([...logits, 0, 0, 0, ...floats(3 * DECODE_RECORD)]),
    twin: (k, _, __, ___, p) => k.decode_f32(p, 11, 9, 3, p + 1200),
  });
  const records = floats(70 * DECODE_RECORD);
  const moves = floats(70 * 64, 0.2);
  moves[64] = Number.NaN;
  moves[130] = Infinity;
  const refine: Case = {
    ...{ ...none, name: 'refine', op: 'refine', groups: [2, 1], weights: moves },
    numbers: { joints: 70 },
    planes: records,
    twin: (k, w, _, __, p) => k.refine_f32(p, w, 70),
  };
  const flat = new Float32Array(297).fill(-3);
  const corner = floats(297, 0.1);
  for (const plane of [0, 1, 2]) corner[plane * 99 + [0, 98, 10][plane]!] = 5;
  const pixels = 21 * 17 * 4 + 2 * 99 * 16;
  return [
    stem('stem', floats(pixels)),
    stem('stem, spoilt', spoil(floats(pixels), 50)),
    mix('mix', 1, 5, 0),
    mix('mix with residual', 1, 3, 1),
    mix('mix with stride 2', 2, 5, 0),
    mix('mix, spoilt', 1, 3, 1, 97),
    ...[means, gate('gate'), gate('gate, spoilt', 97)],
    ...[join, head, attend, refine],
    decode('decode', floats(297, 4)),
    decode('decode, spoilt', spoil(floats(297, 4), 20)),
    decode(
      'decode, nothing but -Infinity and NaN',
      spoil(new Float32Array(297).fill(-Infinity), 1).map((v) => (v > 0 ? Number.NaN : v)),
    ),
    decode('decode, flat', flat),
    decode('decode, peaks in corners', corner),
  ];
}

async function runShader({ device, layout, pipelines }: Pipelines, one: Case): Promise<Float32Array> {
  const usage = BUFFER.storage | BUFFER.uniform | BUFFER.copyTarget | BUFFER.copySource;
  const upload = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer => {
    const buffer = device.createBuffer({ size: Math.ceil(data.byteLength / 16) * 16, usage });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const zeros = Object.fromEntries(LAYER_WORDS.map((name) => [name, 0])) as LayerNumbers; // all its names
  const buffers = [
    upload(wordsOf({ ...zeros, ...one.numbers })),
    upload(new Uint32Array(4)),
    ...[one.weights, one.tables, one.tiles, one.planes].map(upload),
  ];
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const commands = device.createCommandEncoder();
  const pass = commands.beginComputePass();
  pass.setPipeline(pipelines[one.op]);
  pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(...one.groups, 1);
  pass.end();
  const [tiles, planes] = [buffers[4]!, buffers[5]!];
  const read = device.createBuffer({ size: tiles.size + planes.size, usage: BUFFER.mapRead | BUFFER.copyTarget });
  commands.copyBufferToBuffer(tiles, 0, read, 0, tiles.size);
  commands.copyBufferToBuffer(planes, 0, read, tiles.size, planes.size);
  device.queue.submit([commands.finish()]);
  await read.mapAsync(1);
  const all = new Float32Array(read.getMappedRange().slice(0));
  for (const buffer of [...buffers, read]) buffer.destroy();
  const after = tiles.size / 4;
  return Float32Array.from([...all.subarray(0, one.tiles.length), ...all.subarray(after, after + one.planes.length)]);
}

function runTwin({ weights, tables, tiles, planes, twin }: Case): Float32Array {
  const memory = createKernelMemory();
  const all = [weights, tables, tiles, planes];
  const places = all.map((_, i) => (i + 1) << 21);
  for (const [i, data] of all.entries()) {
    new Uint8Array(memory.buffer).set(new Uint8Array(data.buffer, 0, data.byteLength), places[i]);
  }
  const [w = 0, table = 0, t = 0, p = 0] = places;
  twin(scalarKernels(memory), w, table, t, p);
  const f32 = new Float32Array(memory.buffer);
  return Float32Array.from([
    ...f32.subarray(t / 4, t / 4 + tiles.length),
    ...f32.subarray(p / 4, p / 4 + planes.length),
  ]);
}
