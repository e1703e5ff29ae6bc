// SPDX-License-Identifier: Apache-2.0
// Switching agents off, and damaging them on purpose: for drills, and for seeing what an agent is good for.
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import type { ByteRange } from '../swarm/agents/place-swarm.ts';
import { VOTE_FLOATS } from '../swarm/agents/votes.ts';

/** How far a liar moves every joint, reference-crop px. */
const LIE_PX = 40;

/** Agents without weights send nothing but zeros. */
export function silenceBytes(
  f32: Float32Array,
  slices: ReadonlyMap<string, readonly ByteRange[]>,
  agents: Iterable<string>,
): void {
  for (const id of agents) for (const { start, end } of slices.get(id) ?? []) f32.fill(0, start / 4, end / 4);
}

/**
 * Makes believable votes false: all joints are moved by half a crop, sure of themselves.
 *
 * @param votes Index into `f32`, [17][`VOTE_FLOATS`].
 */
export function lie(f32: Float32Array, votes: number): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const at = votes + joint * VOTE_FLOATS;
    f32[at] = (f32[at] ?? 0) + LIE_PX;
    f32[at + 1] = (f32[at + 1] ?? 0) - LIE_PX;
    f32[at + 2] = 1;
  }
}

/** Random bits where weights were: small and huge numbers, infinities and NaN. */
export function corruptBytes(f32: Float32Array, ranges: readonly ByteRange[]): void {
  const words = new Uint32Array(f32.buffer);
  for (const { start, end } of ranges) {
    for (let i = start / 4; i < end / 4; i++) words[i] = Math.floor(Math.random() * 2 ** 32);
  }
}
