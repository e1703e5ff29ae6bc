// SPDX-License-Identifier: Apache-2.0
// The squads' programs on a WebGPU device: looks go there in one submission, records come back in one read.
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { SquadProgram } from '../../swarm/agents/graph.ts';
import type { PlacedProgram } from '../../swarm/agents/place-swarm.ts';
import { DECODE_RECORD } from '../../swarm/kernels/kernels.ts';
import type { Member } from '../members.ts';
import { within } from '../within.ts';
import { type Batch, BUFFER, createBatch, type Enlisted, type GpuLook } from './batch.ts';
import { type BatchPlan, planBatch } from './batch-plan.ts';
import { createPipelines } from './pipelines.ts';

/** Looks of one submission: a squad each at eight people. More looks are more submissions. */
export const MOST_LOOKS = 32;
/** What a squad says of one person, as it is read back: f32 numbers. */
export const ANSWER_FLOATS = KEYPOINT_COUNT * DECODE_RECORD;
/** The flag of WebGPU's GPUMapMode, which TypeScript's libraries do not hold. */
const READ = 0x1;

/** Gets what look `look` gave. */
export type TakeRecords = (look: number, records: Float32Array) => void;

export interface GpuSquads {
  /** Whether the GPU can run this squad. */
  knows(member: Member): boolean;
  /**
   * Has looks done; `take` gets each one's records, valid during the call. Rejects when the device is lost or does not answer.
   *
   * @param patience Milliseconds that an answer to so many looks is waited for.
   */
  ask(looks: readonly GpuLook[], take: TakeRecords, patience: (looks: number) => number): Promise<void>;
  /** The weights have changed. */
  upload(): void;
}

/** Rejects when the device does not take the shaders, or has no room. */
export async function createGpuSquads(
  device: GPUDevice,
  f32: Float32Array,
  members: readonly Member[],
  squads: readonly PlacedProgram<SquadProgram>[],
): Promise<GpuSquads> {
  const pipelines = await createPipelines(device);
  const answerBytes = ANSWER_FLOATS * 4;
  const batches = alike(members, squads).map(({ plan, enlisted }) => {
    refuseBeyond(device, plan, enlisted.length);
    return createBatch(pipelines, plan, enlisted, f32, MOST_LOOKS, answerBytes);
  });
  const batchOf = new Map<Member, Batch>();
  for (const batch of batches) for (const { member } of batch.squads) batchOf.set(member, batch);
  const usage = BUFFER.mapRead | BUFFER.copyTarget;
  const answers = device.createBuffer({ size: MOST_LOOKS * answerBytes, usage });
  upload();

  return { knows: (member) => batchOf.has(member), ask, upload };

  function upload(): void {
    for (const batch of batches) batch.upload();
  }

  async function ask(looks: readonly GpuLook[], take: TakeRecords, patience: (looks: number) => number): Promise<void> {
    for (let first = 0; first < looks.length; first += MOST_LOOKS) {
      const some = looks.slice(first, first + MOST_LOOKS);
      const order = submit(some);
      const bytes = order.length * answerBytes;
      await within(patience(order.length), answers.mapAsync(READ, 0, bytes));
      const all = new Float32Array(answers.getMappedRange(0, bytes));
      for (const [i, look] of order.entries()) {
        take(first + some.indexOf(look), all.subarray(i * ANSWER_FLOATS, (i + 1) * ANSWER_FLOATS));
      }
      answers.unmap();
    }
  }

  /** The looks in the order in which they are answered: batch by batch. */
  function submit(looks: readonly GpuLook[]): GpuLook[] {
    const commands = device.createCommandEncoder();
    const order: GpuLook[] = [];
    for (const batch of batches) {
      const own = looks.filter(({ member }) => batchOf.get(member) === batch);
      if (own.length > 0) batch.encode(commands, own, answers, order.length * answerBytes);
      order.push(...own);
    }
    device.queue.submit([commands.finish()]);
    return order;
  }
}

/** Squads by what their passes are told: those who are told the same share a batch. */
function alike(members: readonly Member[], squads: readonly PlacedProgram<SquadProgram>[]) {
  const groups = new Map<string, { readonly plan: BatchPlan; readonly enlisted: Enlisted[] }>();
  for (const [i, placed] of squads.entries()) {
    const plan = planBatch(placed);
    const member = members[i];
    if (plan === undefined || member === undefined) continue;
    const key = JSON.stringify(plan);
    const group = groups.get(key) ?? { plan, enlisted: [] };
    groups.set(key, group);
    group.enlisted.push({ member, placed });
  }
  return [...groups.values()];
}

function refuseBeyond({ limits }: GPUDevice, { tileBytes, planeBytes, weightBytes }: BatchPlan, squads: number): void {
  const most = Math.max(MOST_LOOKS * tileBytes, MOST_LOOKS * planeBytes, squads * weightBytes);
  const room = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (most > room) throw new Error(`its buffers hold ${room} bytes, expected ${most}`);
}
