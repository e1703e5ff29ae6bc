// SPDX-License-Identifier: Apache-2.0
// Whether what a GPU sends is what a squad says: it is asked what the squad was asked when its weights had just been checked.
// Other chips add in another order, so numbers are close, not equal.
import { DECODE_RECORD } from '../../swarm/kernels/kernels.ts';
import type { Member } from '../members.ts';
import type { GpuLook } from './batch.ts';
import type { GpuSquads, TakeRecords } from './gpu-squads.ts';

/** How far a place may be from the known one, cells of a heatmap: a fortieth of what a refiner may move it. */
const PLACE_TOLERANCE = 0.025;
/** The same for masses, 0..1. */
const MASS_TOLERANCE = 0.005;

/** A look at the known question, to be asked for while the squad's weights are right. */
export function questionFor(member: Member): GpuLook {
  member.probe.known();
  return { member, show: member.probe.pose };
}

/** Refuses records that are not a squad's known answer. */
export function demandKnownAnswer({ id, probe }: Member, records: Float32Array): void {
  if (!isKnownAnswer(records, probe.known())) throw new Error(`${id} gives another answer there than here`);
}

/** Asks every squad that the GPU knows; rejects when one gives another answer, and where there is none. */
export async function checkAnswers(gpu: GpuSquads, members: readonly Member[], patienceMs: number): Promise<void> {
  const asked = members.filter(gpu.knows);
  if (asked.length === 0) throw new Error('no squad is built of what it can do');
  const take: TakeRecords = (i, records) => {
    const member = asked[i];
    if (member) demandKnownAnswer(member, records);
  };
  await gpu.ask(asked.map(questionFor), take, () => patienceMs);
}

/** Whether every joint's record was written: its last number is always 1. */
export function areAnswers(records: Float32Array): boolean {
  for (let at = DECODE_RECORD - 1; at < records.length; at += DECODE_RECORD) if (records[at] !== 1) return false;
  return records.length >= DECODE_RECORD;
}

/** Whether places and masses are those of the known answer. */
export function isKnownAnswer(records: Float32Array, known: Float32Array): boolean {
  if (!areAnswers(records) || records.length !== known.length) return false;
  const near = (at: number, tolerance: number): boolean => Math.abs((records[at] ?? 0) - (known[at] ?? 0)) <= tolerance;
  for (let at = 0; at < known.length; at += DECODE_RECORD) {
    if (!near(at, PLACE_TOLERANCE) || !near(at + 1, PLACE_TOLERANCE) || !near(at + 2, MASS_TOLERANCE)) return false;
  }
  return true;
}
