// SPDX-License-Identifier: Apache-2.0
// What every part of a running swarm is given: kernels, the memory they work in, and where it may write.
import type { Tone } from '../../frame/exposure.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Pool } from './pool.ts';

export interface SwarmContext {
  readonly kernels: Kernels;
  readonly f32: Float32Array;
  /** Activations, patches and scratch; taken once, when the swarm is set up. */
  readonly frames: Pool;
  /** Votes and results. */
  readonly shared: Pool;
  /** Tap tables and row accumulators of `resample_rgba`; byte offset. */
  readonly resampleScratch: number;
}

/** A picture in the shared memory, RGBA8. */
export interface StoredPicture {
  /** Byte offset of its first pixel. */
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  /** Picture px of the caller for one stored px: 1, or more when a large picture was reduced on its way in. */
  readonly factor: number;
  /** What is done with its values before anybody looks. */
  readonly tone: Tone;
}
