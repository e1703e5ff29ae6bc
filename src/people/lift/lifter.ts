// SPDX-License-Identifier: Apache-2.0
// Keypoints in the picture to places in space: small agents that read ten keypoints, then each other, then answer for
// one joint each. Plain TypeScript: some 36,000 multiply-adds a person.
import { MIRROR } from '../../pose/keypoints.ts';
import type { Keypoint, Keypoint3D } from '../../pose/pose.ts';

/** Who reads what; the swarm graph's section `lift` is one. */
export interface LiftWiring {
  /** Metres of the person whose size the agents answer for. */
  readonly height: number;
  /** Keypoints below this score count as missing. */
  readonly minScore: number;
  /** Keypoints that each encoder reads. */
  readonly encoders: { readonly joints: readonly (readonly number[])[] };
  /** Quads of four channels that each mixer reads, layer by layer. */
  readonly mixers: readonly { readonly reads: readonly (readonly number[])[] }[];
}

/** Turns 17 keypoints in COCO's order into 17 places in space; undefined when too few are seen to say anything. */
export type Lifter = (keypoints: readonly Keypoint[]) => Keypoint3D[] | undefined;

/** Agents side by side, each with as many inputs and outputs as the others. */
interface Layer {
  /** Places in the input of what each agent reads: `[agents][inputs]`. */
  readonly reads: Int32Array;
  /** `[agents][inputs][outputs]`. */
  readonly weights: Float32Array;
  /** `[agents][outputs]`. */
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

const CHANNELS = 16;
const QUAD = 4;
const JOINTS = MIRROR.length;
const LEFT_HIP = 11;
const RIGHT_HIP = 12;
/** With fewer keypoints a body could be anyhow. */
const MIN_SEEN = 5;

/**
 * @param wiring Who reads what.
 * @param values Weights by name: `lift/encoders/w`, `lift/encoders/b`, `lift/mix<k>/...`, `lift/lifters/...`; complete,
 *   as the loader of the weights file has seen to.
 * @param personHeight Metres; places in space are for a person of this height.
 */
export function createLifter(
  wiring: LiftWiring,
  values: ReadonlyMap<string, Float32Array>,
  personHeight = wiring.height,
): Lifter {
  const { encoders, mixers, minScore } = wiring;
  const layer = (name: string, rows: readonly (readonly number[])[]): Layer => {
    const [weights, bias] = ['w', 'b'].map((part) => values.get(`lift/${name}/${part}`) ?? new Float32Array());
    const reads = Int32Array.from(rows.flat());
    const outputs = bias!.length / rows.length;
    return { reads, weights: weights!, bias: bias!, inputs: reads.length / rows.length, outputs };
  };
  const messages = encoders.joints.length * CHANNELS;
  const three = (joint: number): number[] => [3 * joint, 3 * joint + 1, 3 * joint + 2];
  const four = (quad: number): number[] => [0, 1, 2, 3].map((i) => QUAD * quad + i);
  const encode = layer(
    'encoders',
    encoders.joints.map((joints) => joints.flatMap(three)),
  );
  const mix = mixers.map(({ reads }, k) =>
    layer(
      `mix${k}`,
      reads.map((quads) => quads.flatMap(four)),
    ),
  );
  const everybody = Array.from({ length: messages }, (_, i) => i);
  const answer = layer(
    'lifters',
    MIRROR.map((_, joint) => [...everybody, ...three(joint).map((i) => messages + i)]),
  );
  /** All messages, and behind them the features: what the lifters read. */
  const heard = new Float64Array(messages + 3 * JOINTS);
  const said = new Float64Array(messages);

  /** Metres [17][3] of one look at the features [17][3]. */
  const look = (features: Float64Array): Float64Array => {
    heard.set(features, messages);
    run(encode, features, heard);
    for (let i = 0; i < messages; i++) heard[i] = positive(heard[i]!);
    for (const one of mix) {
      run(one, heard, said);
      for (let i = 0; i < messages; i++) heard[i]! += positive(said[i]!);
    }
    const places = new Float64Array(3 * JOINTS);
    run(answer, heard, places);
    return places;
  };

  return (keypoints) => {
    const features = normalised(keypoints, minScore);
    if (features === undefined) return undefined;
    // A person is looked at twice, once in the mirror: the mean has no side that it prefers.
    const [straight, flipped] = [look(features), mirrored(look(mirrored(features)))];
    const mean = straight.map((value, i) => (value + (flipped[i] ?? 0)) / 2);
    const size = personHeight / wiring.height;
    const coordinate = (joint: number, i: number): number => {
      const hips = ((mean[3 * LEFT_HIP + i] ?? 0) + (mean[3 * RIGHT_HIP + i] ?? 0)) / 2;
      return ((mean[3 * joint + i] ?? 0) - hips) * size;
    };
    return keypoints.map(({ name, score }, joint) => {
      return { x: coordinate(joint, 0), y: coordinate(joint, 1), z: coordinate(joint, 2), score, name };
    });
  };
}

/** Writes the answers of all agents to the beginning of `out`. */
function run({ reads, weights, bias, inputs, outputs }: Layer, input: Float64Array, out: Float64Array): void {
  out.set(bias);
  let at = 0;
  for (let read = 0; read < reads.length; read++, at += outputs) {
    const value = input[reads[read]!]!;
    if (value === 0) continue; // as half of the channels are
    const agent = ((read / inputs) | 0) * outputs;
    for (let o = 0; o < outputs; o++) out[agent + o]! += value * weights[at + o]!;
  }
}

function positive(value: number): number {
  return value > 0 ? value : 0;
}

/**
 * x, y and score of each keypoint, flat [17][3], about their middle (weighted by score) and scaled so that the weighted
 * root mean square distance from it is 1; missing keypoints are 0. Undefined with fewer than five, or all in one place.
 */
function normalised(keypoints: readonly Keypoint[], minScore: number): Float64Array | undefined {
  const seen = keypoints.map(({ x, y, score }) => {
    const known = score >= minScore && Number.isFinite(x) && Number.isFinite(y);
    return { x, y, weight: known ? Math.min(score, 1) : 0 };
  });
  const known = seen.filter(({ weight }) => weight > 0);
  if (known.length < MIN_SEEN) return undefined;
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  const x0 = known.reduce((sum, { x, weight }) => sum + weight * x, 0) / total;
  const y0 = known.reduce((sum, { y, weight }) => sum + weight * y, 0) / total;
  const square = known.reduce((sum, { x, y, weight }) => sum + weight * ((x - x0) ** 2 + (y - y0) ** 2), 0) / total;
  if (!(square > 0)) return undefined;
  const size = Math.sqrt(square);
  const features = new Float64Array(3 * JOINTS);
  for (const [joint, { x, y, weight }] of seen.entries()) {
    if (weight > 0) features.set([(x - x0) / size, (y - y0) / size, weight], 3 * joint);
  }
  return features;
}

/** Left and right exchanged, the first of each three numbers negated. */
function mirrored(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (const [joint, other] of MIRROR.entries()) {
    out[3 * joint] = -(values[3 * other] ?? 0);
    out[3 * joint + 1] = values[3 * other + 1] ?? 0;
    out[3 * joint + 2] = values[3 * other + 2] ?? 0;
  }
  return out;
}
