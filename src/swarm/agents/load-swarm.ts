// SPDX-License-Identifier: Apache-2.0
import { LIMITS } from '../../pose/limits.ts';
import { asBytes, quote, refuse } from './check.ts';
import type { SwarmGraph } from './graph.ts';
import { parseGraph } from './parse-graph.ts';
import { type AgentSpec, roster } from './roster.ts';
import { parseSafetensors, type Tensor, type TensorFile } from './safetensors.ts';
import { elements, fileTensors, type TensorSpec } from './tensors.ts';

export const SWARM_FORMAT = 'poseswarm-swarm';
export const SWARM_VERSION = '2';

/** A scale up to this times an int8 is a finite f32. */
const MODERATE = 1e36;

/** A weights file that has passed every check, its int8 weights expanded. */
export interface Swarm {
  readonly graph: SwarmGraph;
  readonly agents: readonly AgentSpec[];
  /**
   * f32 values by name: `<program>/<layer>/<w|dw|pw|b|wb|squeeze|excite>` and the names of level 4 and lifters; scales are
   * multiplied in.
   */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Size of the weights file, bytes. */
  readonly bytes: number;
}

/**
 * Reads and checks a weights file.
 *
 * @param file A safetensors file with the swarm graph in its metadata.
 * @throws PoseError `bad-weights` when the file is truncated, of another version, wired wrongly, outside the limits, or
 *   holds numbers that are not finite; `bad-option` when it is no `Uint8Array`.
 */
export function loadSwarm(file: Uint8Array): Swarm {
  asBytes(file, 'weights');
  if (file.byteLength > LIMITS.maxWeightsBytes) {
    refuse(`the weights file has ${file.byteLength} bytes, expected at most ${LIMITS.maxWeightsBytes}`);
  }
  const tensors = parseSafetensors(file);
  const graph = parseGraph(graphText(tensors));
  const agents = roster(graph);
  const values = new Map<string, Float32Array>();
  const known = new Set<string>();
  for (const tensor of fileTensors(graph)) {
    known.add(tensor.name).add(`${tensor.name}.scale`);
    const all = readValues(tensors, tensor);
    const each = all.length / (tensor.shape[0] ?? 1);
    let first = 0;
    for (const { name, agents } of tensor.parts) {
      values.set(name, all.subarray(first * each, (first + agents) * each));
      first += agents;
    }
  }
  for (const name of tensors.tensors.keys()) {
    if (!known.has(name))
      refuse(`tensor ${quote(name)} belongs to no layer of the graph, expected only tensors of its agents`);
  }
  return { graph, agents, values, bytes: tensors.bytes };
}

function graphText({ metadata }: TensorFile): string {
  const format = metadata.get('format');
  const version = metadata.get('version');
  if (format !== SWARM_FORMAT) refuse(`the weights file's format is ${quote(format)}, expected ${quote(SWARM_FORMAT)}`);
  if (version !== SWARM_VERSION)
    refuse(`the weights file's version is ${quote(version)}, expected ${quote(SWARM_VERSION)}`);
  return metadata.get('graph') ?? refuse('the weights file has no "graph" in its metadata, expected the swarm graph');
}

/** The f32 values of a tensor: int8 times the scale of its agent (and output channel, where it has one). */
function readValues(file: TensorFile, spec: TensorSpec): Float32Array {
  const { name } = spec;
  const tensor = find(file, name, spec.dtype, spec.shape);
  const values = new Float32Array(tensor.data);
  if (spec.dtype !== 'I8') return allFinite(values, name);
  const scaleName = `${name}.scale`;
  const scale = find(file, scaleName, 'F32', spec.scale).data;
  allFinite(scale, scaleName);
  const agents = spec.shape[0] ?? 1;
  // Every weight of the file passes here before the first pose: no division, and no remainder, a weight.
  const channels = scale.length / agents;
  const rows = values.length / scale.length;
  for (let agent = 0, i = 0; agent < agents; agent++) {
    for (let row = 0; row < rows; row++) {
      for (let channel = 0; channel < channels; channel++, i++) {
        values[i] = (values[i] ?? 0) * (scale[agent * channels + channel] ?? 0);
      }
    }
  }
  // Products of moderate scales need no look of their own.
  return scale.some((one) => Math.abs(one) > MODERATE) ? allFinite(values, name) : values;
}

function find(file: TensorFile, name: string, dtype: Tensor['dtype'], shape: readonly number[]): Tensor {
  const tensor = file.tensors.get(name);
  if (tensor === undefined)
    return refuse(`tensor ${quote(name)} is missing, expected ${dtype} of shape [${shape.join(', ')}]`);
  if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join()) {
    refuse(
      `tensor ${quote(name)} is ${tensor.dtype} of shape [${tensor.shape.join(', ')}], expected ${dtype} of shape [${shape.join(', ')}]`,
    );
  }
  if (tensor.data.length !== elements(shape))
    refuse(`tensor ${quote(name)} has ${tensor.data.length} values, expected ${elements(shape)}`);
  return tensor;
}

function allFinite<T extends Float32Array | Int8Array>(values: T, name: string): T {
  // Zero times a number is zero, and NaN times what is no finite one: who is to blame is asked only then.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) * 0;
  if (sum === 0) return values;
  const index = values.findIndex((value) => !Number.isFinite(value));
  return refuse(`tensor ${quote(name)} holds ${values[index]} at index ${index}, expected finite numbers`);
}
