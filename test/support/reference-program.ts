// SPDX-License-Identifier: Apache-2.0
// What a program of the swarm computes, straight from the file format's words and in plain loops: planes of numbers, no
// tiles, no memory, no kernels. The oracle of loader, placement and runner together.
import type { Draft, DraftLayer, DraftProgram } from './random-swarm.ts';

/** Channels of a layer, each [height][width]. */
export interface Planes {
  width: number;
  height: number;
  channels: Float64Array[];
}

/**
 * Every tile and plane layer of a program, by id.
 *
 * @param pixels [height][width][4] as the program's input.
 */
export function referenceProgram(draft: Draft, program: DraftProgram, pixels: Float32Array): Map<string, Planes> {
  const { width, height } = program.input as { width: number; height: number };
  const rgb = [0, 1, 2].map((c) => Float64Array.from({ length: width * height }, (_, i) => pixels[i * 4 + c] ?? 0));
  const results = new Map<string, Planes>([['input', { width, height, channels: rgb }]]);
  for (const layer of program.layers) {
    const from = results.get(layer.from);
    if (from === undefined) continue;
    const made = runLayer(draft, program.id, layer, from, results);
    if (made !== undefined) results.set(layer.id, made);
  }
  return results;
}

function runLayer(
  draft: Draft,
  program: string,
  layer: DraftLayer,
  from: Planes,
  results: ReadonlyMap<string, Planes>,
): Planes | undefined {
  const tensor = (name: string): Float64Array => dequantised(draft, `${program}/${layer.id}/${name}`);
  const agents = Number(layer.agents ?? 0);
  switch (layer.op) {
    case 'stem':
      return stem(from, agents, tensor('w'), tensor('b'));
    case 'mix':
      return gate(layer, mix(layer, from, agents, Number(layer.stride), tensor), tensor);
    case 'focus':
      return heads(mix(layer, from, 1, 1, tensor), 1, tensor('w'), tensor('wb'));
    case 'head':
      return heads(from, agents, tensor('w'), tensor('b'));
    case 'join': {
      const skip = results.get(String(layer.skip));
      const adds = layer.adds as number[][];
      return (
        skip && upsampleAdd(skip, from, (channel) => (adds[channel >> 4] ?? []).map((t) => t * 16 + (channel & 15)))
      );
    }
    case 'attend': {
      const regions = results.get(String(layer.regions));
      const reads = layer.reads as number[][];
      return regions && upsampleAdd(from, regions, (joint) => reads[joint] ?? []);
    }
    default:
      return undefined;
  }
}

/** int8 times its scale; the scales run over the leading dimension and, where there are more, over the last one. */
function dequantised({ tensors }: Draft, name: string): Float64Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  const scale = tensors.get(`${name}.scale`);
  if (scale === undefined) return Float64Array.from(tensor.data);
  const perAgent = tensor.data.length / (tensor.shape[0] ?? 1);
  const outputs = scale.shape[1] ?? 1;
  return Float64Array.from(
    tensor.data,
    (q, i) => q * (scale.data[Math.floor(i / perAgent) * outputs + (i % outputs)] ?? 0),
  );
}

function stem(from: Planes, agents: number, w: Float64Array, b: Float64Array): Planes {
  return planes(Math.ceil(from.width / 2), Math.ceil(from.height / 2), agents * 16, (channel, x, y) => {
    const agent = channel >> 4;
    const out = channel & 15;
    let sum = b[channel] ?? 0;
    for (let ky = 0; ky < 3; ky++) {
      for (let kx = 0; kx < 3; kx++) {
        for (let c = 0; c < 3; c++) {
          sum +=
            (w[(((agent * 3 + ky) * 3 + kx) * 3 + c) * 16 + out] ?? 0) * at(from, c, 2 * x + kx - 1, 2 * y + ky - 1);
        }
      }
    }
    return Math.max(sum, 0);
  });
}

function mix(
  layer: DraftLayer,
  from: Planes,
  agents: number,
  stride: number,
  tensor: (name: string) => Float64Array,
): Planes {
  const [dw, pw, b] = [tensor('dw'), tensor('pw'), tensor('b')];
  const reads = layer.reads as number[][];
  const [width, height] = [Math.ceil(from.width / stride), Math.ceil(from.height / stride)];
  const depthwise = planes(width, height, agents * 16, (channel, x, y) => {
    const agent = channel >> 4;
    const c = channel & 15;
    const source = (reads[agent]?.[c >> 2] ?? 0) * 4 + (c & 3);
    let sum = 0;
    for (let tap = 0; tap < 9; tap++) {
      const [sx, sy] = [x * stride + (tap % 3) - 1, y * stride + Math.floor(tap / 3) - 1];
      sum += (dw[(agent * 9 + tap) * 16 + c] ?? 0) * at(from, source, sx, sy);
    }
    return sum;
  });
  return planes(width, height, agents * 16, (channel, x, y) => {
    const agent = channel >> 4;
    let sum = (b[channel] ?? 0) + (layer.residual ? at(from, channel, x, y) : 0);
    for (let c = 0; c < 16; c++)
      sum += (pw[(agent * 16 + c) * 16 + (channel & 15)] ?? 0) * at(depthwise, agent * 16 + c, x, y);
    return Math.max(sum, 0);
  });
}

function gate(layer: DraftLayer, messages: Planes, tensor: (name: string) => Float64Array): Planes {
  if (!layer.gate) return messages;
  const [squeeze, excite] = [tensor('squeeze'), tensor('excite')];
  const reads = layer.reads as number[][];
  const { width, height, channels } = messages;
  const means = channels.map((plane) => plane.reduce((sum, value) => sum + value, 0) / plane.length);
  const squeezed = (agent: number, row: number): number =>
    means.slice(0, 16).reduce((sum, _, i) => {
      const mean = means[(reads[agent]?.[i >> 2] ?? 0) * 4 + (i & 3)] ?? 0;
      return sum + (squeeze[(agent * 2 + row) * 16 + i] ?? 0) * mean;
    }, 0);
  const gates = channels.map((_, channel) => {
    const agent = channel >> 4;
    const own = (row: number): number => excite[(agent * 3 + row) * 16 + (channel & 15)] ?? 0;
    return Math.min(Math.max(1 + own(0) * squeezed(agent, 0) + own(1) * squeezed(agent, 1) + own(2), 0), 2);
  });
  return { width, height, channels: channels.map((plane, i) => plane.map((value) => value * (gates[i] ?? 0))) };
}

function heads(from: Planes, agents: number, w: Float64Array, b: Float64Array): Planes {
  const inputs = from.channels.length;
  return planes(from.width, from.height, agents, (head, x, y) => {
    let sum = b[head] ?? 0;
    for (let c = 0; c < inputs; c++) sum += (w[head * inputs + c] ?? 0) * at(from, c, x, y);
    return sum;
  });
}

function upsampleAdd(skip: Planes, deep: Planes, adds: (channel: number) => number[]): Planes {
  return planes(skip.width, skip.height, skip.channels.length, (channel, x, y) =>
    adds(channel).reduce((sum, source) => sum + at(deep, source, x >> 1, y >> 1), at(skip, channel, x, y)),
  );
}

function planes(
  width: number,
  height: number,
  count: number,
  value: (channel: number, x: number, y: number) => number,
): Planes {
  const channels = Array.from({ length: count }, (_, channel) =>
    Float64Array.from({ length: width * height }, (_, i) => value(channel, i % width, Math.floor(i / width))),
  );
  return { width, height, channels };
}

/** 0 outside: the convolutions' padding. */
function at({ width, height, channels }: Planes, channel: number, x: number, y: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : (channels[channel]?.[y * width + x] ?? Number.NaN);
}
