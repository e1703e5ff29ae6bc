// SPDX-License-Identifier: Apache-2.0
// A program of the graph as a list of kernel calls with all their arguments worked out beforehand.

import type { Kernels } from '../kernels/kernels.ts';
import { refuse } from './check.ts';
import type { Layer } from './graph.ts';
import type { LayerWeights, PlacedProgram } from './place-swarm.ts';
import type { ProgramPlan } from './plan-program.ts';
import type { Shape } from './shapes.ts';

/** A layer's result: byte offset and shape. */
export interface LayerResult {
  readonly pointer: number;
  readonly shape: Shape;
}

export interface ProgramRunner {
  /** Where the input pixels go: byte offset of f32 [height][width][4]. */
  readonly input: number;
  /** Layer ids in the order in which they run. */
  readonly layers: readonly string[];
  run(): void;
  /** Runs and adds each layer's milliseconds to `ms`; as long as `layers`. */
  runTimed(ms: Float64Array): void;
  /** What layer `id` wrote; valid until the next run of any program that shares the memory. */
  result(id: string): LayerResult;
}

/**
 * Binds a placed program to kernels and memory.
 *
 * @param base Byte offset at which the plan's memory begins.
 */
export function createProgramRunner(
  { program, layers }: Pick<PlacedProgram, 'program' | 'layers'>,
  plan: ProgramPlan,
  base: number,
  kernels: Kernels,
): ProgramRunner {
  const steps = program.layers.map((layer) => {
    const weights =
      layers.get(layer.id) ?? refuse(`layer "${layer.id}" was not placed, expected its weights in memory`);
    return compileLayer(layer, weights, result, base + plan.scratch, kernels);
  });
  return {
    input: result('input').pointer,
    layers: program.layers.map((layer) => layer.id),
    run() {
      for (let i = 0; i < steps.length; i++) steps[i]?.();
    },
    runTimed(ms) {
      let before = performance.now();
      for (const [i, step] of steps.entries()) {
        step();
        const after = performance.now();
        ms[i] = (ms[i] ?? 0) + after - before;
        before = after;
      }
    },
    result,
  };

  function result(id: string): LayerResult {
    const offset = plan.offsets.get(id);
    const shape = plan.shapes.get(id);
    if (offset === undefined || shape === undefined)
      return refuse(`layer "${id}" is not part of ${program.id}, expected one of its layers`);
    return { pointer: base + offset, shape };
  }
}

function compileLayer(
  layer: Layer,
  { weights, bias, gates, outWeights, outBias, table }: LayerWeights,
  result: (id: string) => LayerResult,
  scratch: number,
  kernels: Kernels,
): () => void {
  const from = result(layer.from);
  const src = from.pointer;
  const { width: w, height: h } = from.shape;
  const dst = result(layer.id).pointer;
  switch (layer.op) {
    case 'stem':
      return () => kernels.stem_f32(src, w, h, dst, weights, 0, layer.agents);
    case 'mix': {
      const residual = layer.residual ? src : 0;
      const { stride, agents } = layer;
      if (!layer.gate)
        return () => kernels.run_agents(src, w, h, stride, table, dst, weights, residual, scratch, 0, agents);
      const { width, height } = result(layer.id).shape;
      const pixels = width * height;
      // The call once more: through a closure of its own V8 makes boxed numbers of the arguments, frame after frame.
      return () => {
        kernels.run_agents(src, w, h, stride, table, dst, weights, residual, scratch, 0, agents);
        kernels.gate_f32(dst, pixels, table, gates, scratch, agents);
      };
    }
    case 'join': {
      const skip = result(layer.skip);
      const per = layer.adds[0]?.length ?? 0;
      const { width, height } = skip.shape;
      const tiles = layer.adds.length;
      return () => kernels.join_f32(skip.pointer, src, table, per, dst, width, height, tiles);
    }
    case 'head': {
      const tiles = from.shape.kind === 'tiles' ? from.shape.count : 0;
      return () => kernels.heads_f32(src, w * h, tiles, dst, weights, bias, layer.agents);
    }
    case 'focus': {
      // The agent's message is read by its own output alone, so it waits in the scratch.
      const tile = scratch;
      const rows = scratch + w * h * 64;
      return () => {
        kernels.run_agents(src, w, h, 1, table, tile, weights, 0, rows, 0, 1);
        kernels.heads_f32(tile, w * h, 1, dst, outWeights, outBias, 1);
      };
    }
    case 'attend': {
      const regions = result(layer.regions).pointer;
      const per = layer.reads[0]?.length ?? 0;
      const joints = layer.reads.length;
      return () => kernels.attend_f32(dst, w, h, joints, regions, table, per);
    }
    case 'decode': {
      const joints = from.shape.kind === 'planes' ? from.shape.count : 0;
      return () => kernels.decode_f32(src, w, h, joints, dst);
    }
    case 'refine':
      return () => kernels.refine_f32(dst, weights, layer.agents);
  }
}
