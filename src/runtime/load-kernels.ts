// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import type { Kernels } from '../swarm/kernels/kernels.ts';
import { scalarKernels } from '../swarm/kernels/scalar.ts';
import type { KernelTier } from '../swarm/kernels/tier.ts';
import { unshareMemory } from '../swarm/kernels/unshare.ts';
import { instantiateKernels } from '../swarm/kernels/wasm.ts';
import type { ByteSource } from './assets.ts';
import type { Degradation } from './degradation.ts';
import { type AssetLoader, isTampering } from './integrity/asset-loader.ts';
import type { Checked } from './integrity/verifier.ts';
import type { SwarmMemory } from './memory-map.ts';

export interface LoadedKernels {
  readonly kernels: Kernels;
  readonly tier: KernelTier;
  /** What they are instances of; undefined for scalar ones. */
  readonly module?: WebAssembly.Module;
  /** How far their file was checked; undefined when none was loaded. */
  readonly wasm?: Checked;
}

/**
 * The kernels of a tier in the swarm's memory. With `mayFallBack` scalar ones take the place of a build that does not load,
 * and `degraded` is told; without it that is an error, as tampering always is.
 */
export async function loadKernels(
  tier: KernelTier,
  mayFallBack: boolean,
  source: WebAssembly.Module | ByteSource | undefined,
  { memory, isShared }: Pick<SwarmMemory, 'memory' | 'isShared'>,
  loader: AssetLoader,
  degraded: Degradation[],
): Promise<LoadedKernels> {
  if (tier === 'js') {
    if (mayFallBack)
      degraded.push({ code: 'no-simd', message: 'this runtime has no WebAssembly SIMD: scalar kernels run' });
    return { kernels: scalarKernels(memory), tier };
  }
  try {
    const { module, ...wasm } = await compile(tier, source, isShared, loader);
    return { kernels: instantiateKernels(module, memory), tier, wasm, module };
  } catch (error) {
    // What was tampered with is refused, not worked around.
    if (!mayFallBack || isTampering(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    degraded.push({ code: 'no-kernels', message: `scalar kernels run: ${message}` });
    return { kernels: scalarKernels(memory), tier: 'js' };
  }
}

async function compile(
  tier: Exclude<KernelTier, 'js'>,
  source: WebAssembly.Module | ByteSource | undefined,
  isShared: boolean,
  loader: AssetLoader,
): Promise<Checked & { module: WebAssembly.Module }> {
  if (source instanceof WebAssembly.Module) return { module: source, trust: 'unchecked' };
  const { bytes, ...checked } = await loader.load(
    tier === 'wasm-simd' ? 'kernels.wasm' : 'kernels.relaxed.wasm',
    source,
  );
  try {
    return { module: await WebAssembly.compile(isShared ? bytes : unshareMemory(bytes)), ...checked };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PoseError('unsupported', `the kernels' ${bytes.byteLength} bytes do not compile: ${reason}`, { cause });
  }
}
