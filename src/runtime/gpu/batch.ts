// SPDX-License-Identifier: Apache-2.0
// Squads that are built alike, on the GPU: their weights, and room for some looks at once. Every pass does its layer for all looks.
import type { PlacedProgram } from '../../swarm/agents/place-swarm.ts';
import type { Member } from '../members.ts';
import { type BatchPlan, wordsOf } from './batch-plan.ts';
import type { Pipelines } from './pipelines.ts';
import { LAYER_WORDS } from './shaders.ts';

/** The flags of WebGPU's GPUBufferUsage, which TypeScript's libraries do not hold. */
export const BUFFER = { mapRead: 0x01, copySource: 0x04, copyTarget: 0x08, uniform: 0x40, storage: 0x80 } as const;
/** Uniforms begin on a multiple of this on every device, bytes. */
const UNIFORM_STEP = 256;

/** A squad looks at a person. */
export interface GpuLook {
  readonly member: Member;
  /** Makes what is seen the input of the squad's runner. */
  show(): void;
}

/** A squad and where its weights lie. */
export interface Enlisted {
  readonly member: Member;
  readonly placed: PlacedProgram;
}

export interface Batch {
  readonly squads: readonly Enlisted[];
  /** Copies the squads' weights and wiring as they are now. */
  upload(): void;
  /** Has the looks done, and their records written to `answers` from `offset` on, one look after the other. */
  encode(commands: GPUCommandEncoder, looks: readonly GpuLook[], answers: GPUBuffer, offset: number): void;
}

/**
 * @param looks Most looks at once.
 * @param answerBytes What a look's records take.
 */
export function createBatch(
  { device, layout, pipelines }: Pipelines,
  plan: BatchPlan,
  squads: readonly Enlisted[],
  f32: Float32Array,
  looks: number,
  answerBytes: number,
): Batch {
  const storage = (bytes: number, more = 0): GPUBuffer =>
    device.createBuffer({ size: bytes, usage: BUFFER.storage | BUFFER.copyTarget | more });
  const layers = device.createBuffer({
    size: plan.passes.length * UNIFORM_STEP,
    usage: BUFFER.uniform | BUFFER.copyTarget,
  });
  const squadOfLook = storage(looks * 4);
  const weights = storage(squads.length * plan.weightBytes);
  const tables = storage(squads.length * plan.tableBytes);
  const tiles = storage(looks * plan.tileBytes);
  const planes = storage(looks * plan.planeBytes, BUFFER.copySource);
  const passes = plan.passes.map(({ op, numbers, groups: [x, y] }, i) => {
    device.queue.writeBuffer(layers, i * UNIFORM_STEP, wordsOf(numbers));
    const layer = { buffer: layers, offset: i * UNIFORM_STEP, size: LAYER_WORDS.length * 4 };
    const bound = [layer, ...[squadOfLook, weights, tables, tiles, planes].map((buffer) => ({ buffer }))];
    const entries = bound.map((resource, binding) => ({ binding, resource }));
    return { pipeline: pipelines[op], group: device.createBindGroup({ layout, entries }), x, y };
  });
  const places = new Uint32Array(looks);
  const bytes = new Uint8Array(f32.buffer);
  const indices = new Map(squads.map(({ member }, index) => [member, index]));

  return {
    squads,
    upload() {
      for (const [i, { placed }] of squads.entries()) {
        for (const [k, { start, end }] of placed.ranges.entries()) {
          const [buffer, room] =
            k === 0 ? ([weights, plan.weightBytes] as const) : ([tables, plan.tableBytes] as const);
          device.queue.writeBuffer(buffer, i * room, bytes, start, end - start);
        }
      }
    },
    encode(commands, all, answers, offset) {
      for (const [i, look] of all.entries()) {
        look.show();
        const { input } = look.member.squad.runner;
        device.queue.writeBuffer(tiles, i * plan.tileBytes + plan.input, bytes, input, plan.inputBytes);
        places[i] = indices.get(look.member) ?? 0;
      }
      device.queue.writeBuffer(squadOfLook, 0, places);
      const pass = commands.beginComputePass();
      for (const { pipeline, group, x, y } of passes) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(x, y, all.length);
      }
      pass.end();
      for (const i of all.keys()) {
        const from = i * plan.planeBytes + plan.records;
        commands.copyBufferToBuffer(planes, from, answers, offset + i * answerBytes, answerBytes);
      }
    },
  };
}
