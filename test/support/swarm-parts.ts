// SPDX-License-Identifier: Apache-2.0
// Memory, kernels and context as the runtime makes them, for tests of single parts.
import { readFileSync } from 'node:fs';
import { createSwarmMemory, type SwarmMemory } from '../../src/runtime/memory-map.ts';
import { loadSwarm, type Swarm } from '../../src/swarm/agents/load-swarm.ts';
import type { SwarmContext } from '../../src/swarm/agents/swarm-context.ts';
import { type Kernels, resampleScratchBytes } from '../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../src/swarm/kernels/scalar.ts';
import type { KernelTier } from '../../src/swarm/kernels/tier.ts';
import { instantiateKernels } from '../../src/swarm/kernels/wasm.ts';
import { type Draft, encodeDraft } from './random-swarm.ts';

export interface SwarmParts {
  readonly memory: SwarmMemory;
  readonly kernels: Kernels;
  readonly context: SwarmContext;
}

const WASM = new URL('../../assets/kernels.wasm', import.meta.url);

export function swarmParts(tier: KernelTier = 'wasm-simd'): SwarmParts {
  const memory = createSwarmMemory();
  const kernels =
    tier === 'js'
      ? scalarKernels(memory.memory)
      : instantiateKernels(new WebAssembly.Module(readFileSync(WASM)), memory.memory);
  const context: SwarmContext = {
    kernels,
    f32: new Float32Array(memory.memory.buffer),
    frames: memory.pools.activations,
    shared: memory.pools.shared,
    resampleScratch: memory.pools.activations.allocate(resampleScratchBytes(512, 512)),
  };
  return { memory, kernels, context };
}

export function swarmOf(draft: Draft): Swarm {
  return loadSwarm(encodeDraft(draft));
}
