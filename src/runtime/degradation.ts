// SPDX-License-Identifier: Apache-2.0
import type { KernelTier } from '../swarm/kernels/tier.ts';

/** Something works less well than it could. */
export interface Degradation {
  readonly code:
    | 'no-simd'
    | 'no-kernels'
    | 'few-squads'
    | 'no-workers'
    | 'no-webgpu'
    | 'copied-memory'
    | 'no-signature-check'
    | 'no-lift';
  readonly message: string;
}

/** @param tier What the squads run on instead. */
export function withoutGpu(reason: string, tier: KernelTier): Degradation {
  return { code: 'no-webgpu', message: `${reason}: the squads run on tier ${tier}` };
}
