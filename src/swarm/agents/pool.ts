// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';

/** Every block begins on a multiple of this, so that it can be read as four f32 lanes, bytes. */
export const ALIGNMENT = 16;

/** A stretch of the shared memory that is handed out front to back; only what was lent is taken back. Offsets in bytes. */
export interface Pool {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Bytes up to the end of what is handed out. */
  readonly used: number;
  /**
   * The offset of `bytes` fresh bytes.
   *
   * @throws PoseError `bad-weights` when the swarm needs more memory than the pool has.
   */
  allocate(bytes: number): number;
  /** A pool of `bytes` within this one, where there is room that was taken back, or behind all others. Throws as `allocate`. */
  lend(bytes: number): Pool;
  /** Takes back, as a whole, what was lent: once, and when nobody uses it any more. */
  takeBack(lent: Pick<Pool, 'start' | 'end'>): void;
}

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export function createPool(name: string, start: number, end: number): Pool {
  let next = align(start);
  /** What was taken back and not lent again, in the order of memory; no two of them touch. */
  const holes: { start: number; end: number }[] = [];

  return {
    name,
    start,
    end,
    get used(): number {
      return next - start;
    },
    allocate,
    lend(bytes) {
      const size = align(bytes);
      const hole = holes.find((one) => one.end - one.start >= size);
      const from = hole?.start ?? allocate(size);
      if (hole) hole.start += size;
      return createPool(name, from, from + size);
    },
    takeBack(lent) {
      holes.push({ start: lent.start, end: lent.end });
      holes.sort((a, b) => a.start - b.start);
      for (let i = holes.length - 1; i > 0; i--) {
        const [before, after] = [holes[i - 1], holes[i]];
        if (!before || !after || before.end !== after.start) continue;
        before.end = after.end;
        holes.splice(i, 1);
      }
      const last = holes.at(-1);
      if (last?.end !== next) return;
      next = last.start;
      holes.pop();
    },
  };

  function allocate(bytes: number): number {
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
  }
}
