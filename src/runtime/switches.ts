// SPDX-License-Identifier: Apache-2.0
// Switching agents off, and damaging them on purpose: for drills, and for seeing what an agent is good for.
import type { ByteRange } from '../swarm/agents/place-swarm.ts';

/** Agents without weights send nothing but zeros. */
export function silenceBytes(
  f32: Float32Array,
  slices: ReadonlyMap<string, readonly ByteRange[]>,
  agents: Iterable<string>,
): void {
  for (const id of agents) for (const { start, end } of slices.get(id) ?? []) f32.fill(0, start / 4, end / 4);
}

/** Random bits where weights were: small and huge numbers, infinities and NaN. */
export function corruptBytes(f32: Float32Array, ranges: readonly ByteRange[]): void {
  const words = new Uint32Array(f32.buffer);
  for (const { start, end } of ranges) {
    for (let i = start / 4; i < end / 4; i++) words[i] = Math.floor(Math.random() * 2 ** 32);
  }
}
