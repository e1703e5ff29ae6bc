// SPDX-License-Identifier: Apache-2.0
import type { PassOp } from './batch-plan.ts';
import { BINDINGS, SHADERS } from './shaders.ts';

/** The flag of WebGPU's GPUShaderStage, which TypeScript's libraries do not hold. */
const COMPUTE = 0x4;
const OPS: readonly PassOp[] = ['stem', 'mix', 'means', 'gate', 'join', 'head', 'attend', 'decode', 'refine'];
const READ_ONLY: readonly string[] = ['squads', 'weights', 'tables'];

/** One pipeline a kind of layer; all are bound to the same things. */
export interface Pipelines {
  readonly device: GPUDevice;
  readonly layout: GPUBindGroupLayout;
  readonly pipelines: Readonly<Record<PassOp, GPUComputePipeline>>;
}

/** Rejects when the device does not take the shaders. */
export async function createPipelines(device: GPUDevice): Promise<Pipelines> {
  const module = device.createShaderModule({ code: SHADERS });
  const layout = device.createBindGroupLayout({
    entries: BINDINGS.map((name, binding) => ({ binding, visibility: COMPUTE, buffer: { type: typeOf(name) } })),
  });
  const whole = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const made = await Promise.all(
    OPS.map(async (entryPoint) => {
      const compute = { module, entryPoint };
      return [entryPoint, await device.createComputePipelineAsync({ layout: whole, compute })] as const;
    }),
  );
  // One for each of the list.
  return { device, layout, pipelines: Object.fromEntries(made) as Pipelines['pipelines'] };
}

function typeOf(name: (typeof BINDINGS)[number]): GPUBufferBindingType {
  if (name === 'layer') return 'uniform';
  return READ_ONLY.includes(name) ? 'read-only-storage' : 'storage';
}
