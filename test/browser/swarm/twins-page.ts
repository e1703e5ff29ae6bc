// SPDX-License-Identifier: Apache-2.0
// What the page of kernels-relaxed.test.ts loads: the comparison of test/swarm/kernels, bundled.
import { relaxedSimdSupported } from '../../../src/swarm/kernels/tier.ts';
import { instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';
import { type Comparison, compareTwins } from '../../swarm/kernels/compare-twins.ts';

/** Compares a binary, given in base64, with the scalar twins. */
export async function comparePosted(base64: string, seeds: number[]): Promise<Comparison[]> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const module = await WebAssembly.compile(bytes);
  return seeds.flatMap((seed) => compareTwins((memory) => instantiateKernels(module, memory), seed));
}

export { relaxedSimdSupported };
