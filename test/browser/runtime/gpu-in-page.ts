// SPDX-License-Identifier: Apache-2.0
// What the page of gpu-votes.test.ts loads: the same looks here and on the GPU, squad by squad.
import { createGpuCrew } from '../../../src/runtime/gpu/gpu-crew.ts';
import { createSwarmMemory } from '../../../src/runtime/memory-map.ts';
import { createSwarmRuntime, type RuntimeParts } from '../../../src/runtime/swarm-runtime.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';

export { compareShaders, type ShaderComparison } from './gpu-kernels-in-page.ts';

export interface Picture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** xMin, yMin, width, height. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

export interface Comparison {
  readonly picture: string;
  readonly squad: string;
  /** Votes that were compared, and how far the furthest two are apart: reference-crop px, and confidence. */
  readonly votes: number;
  readonly place: number;
  readonly confidence: number;
  /** Mean confidence: whether the squads saw somebody. */
  readonly sure: number;
}

export interface Outcome {
  readonly comparisons: Comparison[];
  /** Why the GPU was not used; empty when it was. */
  readonly problems: string[];
  /** Compute passes and submissions of all looks at the last picture. */
  readonly passes: number;
  readonly submissions: number;
}

/** Compares the votes of every squad about everybody in the pictures. */
export async function compareVotes(weights: string, pictures: readonly Picture[]): Promise<Outcome> {
  const bytes = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const module = await WebAssembly.compile(await bytes('/kernels.wasm'));
  const swarm = loadSwarm(await bytes(weights));
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return { comparisons: [], problems: ['no adapter'], passes: 0, submissions: 0 };
  const device = await adapter.requestDevice();
  const counts = { passes: 0, submissions: 0 };
  const problems: string[] = [];
  const open = async (more: Pick<RuntimeParts, 'gpu' | 'tell'>) => {
    const memory = createSwarmMemory();
    const kernels = instantiateKernels(module, memory.memory);
    const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd', ...more });
    await runtime.ready;
    return runtime;
  };
  const here = await open({});
  const there = await open({
    gpu: { createCrew: (parts) => createGpuCrew(device, parts) },
    tell: { fault() {}, recovery() {}, worker() {}, degraded: ({ message }) => problems.push(message) },
  });
  const comparisons: Comparison[] = [];
  watch(device, counts);
  for (const { url, width, height, boxes } of pictures) {
    const data = await bytes(url);
    const looks = boxes.map(([xMin, yMin, w, h]) => {
      return { xMin, yMin, xMax: xMin + w, yMax: yMin + h, width: w, height: h };
    });
    Object.assign(counts, { passes: 0, submissions: 0 });
    const [right, seen] = await Promise.all(
      [here, there].map(async (runtime) => {
        await runtime.show({ data, width, height });
        return (await runtime.vote(looks)).map(({ votes }) => votes.slice());
      }),
    );
    for (const [i, { id }] of swarm.graph.squads.entries()) {
      const of = (people: readonly Float32Array[] = []) =>
        people.flatMap((votes) => [...votes.subarray(i * 68, (i + 1) * 68)]);
      comparisons.push(compare(url, id, of(right), of(seen)));
    }
  }
  here.dispose();
  there.dispose();
  return { comparisons, problems, ...counts };
}

function compare(picture: string, squad: string, right: readonly number[], seen: readonly number[]): Comparison {
  const [apart, sure] = [[0, 0, 0], [0]];
  for (const [i, value] of right.entries()) {
    const axis = i % 4;
    const difference = Math.abs(value - (seen[i] ?? Number.NaN));
    if (axis < 3)
      apart[axis] = Math.max(apart[axis]!, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    if (axis === 2) sure[0]! += value;
  }
  const [x = 0, y = 0, confidence = 0] = apart;
  const votes = right.length / 4;
  return { picture, squad, votes, place: Math.max(x, y), confidence, sure: sure[0]! / votes };
}

/** Counts what the device is given to do. */
function watch(device: GPUDevice, counts: { passes: number; submissions: number }): void {
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = () => {
    const encoder = createCommandEncoder();
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = () => {
      counts.passes++;
      return beginComputePass();
    };
    return encoder;
  };
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (commands) => {
    counts.submissions++;
    submit(commands);
  };
}
