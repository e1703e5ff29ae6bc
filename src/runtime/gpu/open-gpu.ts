// SPDX-License-Identifier: Apache-2.0
import type { Crew } from '../crew.ts';
import type { GpuCrewParts } from './gpu-crew.ts';

/** A device, and the code that works on it. */
export interface OpenedGpu {
  createCrew(parts: GpuCrewParts): Crew;
}

/**
 * A WebGPU device for the squads; why there is none where there is none. The code is loaded only then: who does not ask for
 * the GPU does not download it.
 */
export async function openGpu(): Promise<OpenedGpu | string> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) return 'there is no WebGPU here, expected navigator.gpu';
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return 'this browser has no WebGPU adapter, expected one';
    const [device, { createGpuCrew }] = await Promise.all([adapter.requestDevice(), import('./gpu-crew.ts')]);
    return { createCrew: (parts) => createGpuCrew(device, parts) };
  } catch (error) {
    return `WebGPU does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}
