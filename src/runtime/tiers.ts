// SPDX-License-Identifier: Apache-2.0
// Which of the kernels' builds this runtime can use.
import { PoseError } from '../pose/errors.ts';
import { KERNEL_TIERS, type KernelTier, relaxedSimdSupported, simdSupported } from '../swarm/kernels/tier.ts';

/**
 * A way to run the swarm: scalar TypeScript, WebAssembly SIMD, or that with fused multiply-adds. With `webgpu` the squads
 * run on the GPU, all else by the fastest of the kernels.
 */
export type Tier = KernelTier | 'webgpu';

export const TIERS: readonly Tier[] = [...KERNEL_TIERS, 'webgpu'];

/** What a caller may ask for: a tier, or the best that works here. */
export type TierChoice = Tier | 'auto';

export interface TierProbes {
  readonly simd: () => boolean;
  readonly relaxedSimd: () => boolean;
}

const PROBES: TierProbes = { simd: simdSupported, relaxedSimd: relaxedSimdSupported };

/**
 * The kernels that a choice means here. `auto` never means the GPU: nobody has measured where it pays.
 *
 * @throws PoseError `bad-option` for a word that is no tier, `unsupported` for a tier that this runtime lacks.
 */
export function chooseTier(choice: TierChoice, probes: TierProbes = PROBES): KernelTier {
  if (choice === 'auto' || choice === 'webgpu') {
    if (!probes.simd()) return 'js';
    return probes.relaxedSimd() ? 'wasm-relaxed-simd' : 'wasm-simd';
  }
  if (!KERNEL_TIERS.includes(choice)) {
    throw new PoseError('bad-option', `tier is ${JSON.stringify(choice)}, expected auto, ${TIERS.join(', ')}`);
  }
  const works = choice === 'js' || (choice === 'wasm-simd' ? probes.simd() : probes.relaxedSimd());
  if (!works)
    throw new PoseError('unsupported', `tier ${choice} does not run here, expected WebAssembly with its SIMD`);
  return choice;
}
