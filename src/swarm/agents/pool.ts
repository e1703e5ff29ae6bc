// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';

/** Every block begins on a multiple of this, so that it can be read as four f32 lanes, bytes. */
export const ALIGNMENT = 16;

/** A stretch of the shared memory that is handed out once, front to back, and never taken back. Offsets in bytes. */
export interface Pool {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Bytes handed out. */
  readonly used: number;
  /**
   * The offset of `bytes` fresh bytes.
   *
   * @throws PoseError `bad-weights` when the swarm needs more memory than the pool has.
   */
  allocate(bytes: number): number;
}

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export function createPool(name: string, start: number, end: number): Pool {
  let next = align(start);
  return {
    name,
    start,
    end,
    get used(): number {
      return next - start;
    },
    allocate(bytes: number): number {
      const offset = next;
      const after = offset + align(bytes);
      if (!(after <= end)) {
        throw new PoseError(
          'bad-weights',
          `the swarm needs ${after - start} bytes of ${name} memory, expected at most ${end - start}`,
        );
      }
      next = after;
      return offset;
    },
  };
}
