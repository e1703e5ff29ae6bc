// SPDX-License-Identifier: Apache-2.0
// What a squad's weights and wiring looked like when they came, checked, out of the weights file: kept where no kernel
// can write, with a hash, so that a damaged squad is mended from bytes that are known to be right.
import type { ByteRange } from '../swarm/agents/place-swarm.ts';

export interface VerifiedBytes {
  /**
   * Whether the memory still holds them.
   *
   * @param emptied Parts that may hold zeros instead: each begins and ends on a multiple of four bytes.
   */
  intact(emptied?: readonly ByteRange[]): boolean;
  /** Whether a part of the memory, within these bytes, still holds what it should. */
  intactIn(range: ByteRange): boolean;
  /** Writes them into the memory again. Returns false, and writes nothing, when the copy itself was damaged. */
  restore(): boolean;
  /** The same for a part of the memory within these bytes. */
  restoreIn(range: ByteRange): boolean;
  /** What a part of the memory within these bytes holds now is right from now on. */
  adopt(range: ByteRange): void;
}

const NOTHING: readonly ByteRange[] = [];

/** Takes the copy: call it right after placing. Ranges begin and end on multiples of four bytes. */
export function keepVerified(buffer: ArrayBufferLike, ranges: readonly ByteRange[]): VerifiedBytes {
  const words = new Int32Array(buffer);
  const parts = ranges.map(({ start, end }) => {
    const copy = words.slice(start / 4, end / 4);
    return { start, end, copy, hash: hashOf(copy) };
  });

  return {
    intact(emptied) {
      for (const part of parts) if (!holds(part, part.start, part.end, emptied)) return false;
      return true;
    },
    intactIn,
    restore: () => parts.every(restoreIn),
    restoreIn,
    adopt(range) {
      const part = partOf(range);
      if (part === undefined) return;
      part.copy.set(words.subarray(range.start / 4, range.end / 4), (range.start - part.start) / 4);
      part.hash = hashOf(part.copy);
    },
  };

  function restoreIn(range: ByteRange): boolean {
    const part = partOf(range);
    if (part === undefined || hashOf(part.copy) !== part.hash) return false;
    words.set(part.copy.subarray((range.start - part.start) / 4, (range.end - part.start) / 4), range.start / 4);
    return true;
  }

  function partOf({ start, end }: ByteRange): (typeof parts)[number] | undefined {
    return parts.find((part) => part.start <= start && end <= part.end);
  }

  function intactIn(range: ByteRange): boolean {
    const part = partOf(range);
    return part !== undefined && holds(part, range.start, range.end);
  }

  function holds(
    part: (typeof parts)[number],
    start: number,
    end: number,
    emptied: readonly ByteRange[] = NOTHING,
  ): boolean {
    const { copy } = part;
    const offset = part.start / 4;
    for (let i = start / 4; i < end / 4; i++) {
      if (words[i] === copy[i - offset]) continue;
      const empty = emptied.find((range) => range.start <= i * 4 && i * 4 < range.end);
      if (empty === undefined || !areZeros(i, empty.end / 4)) return false;
      i = empty.end / 4 - 1;
    }
    return true;
  }

  function areZeros(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (words[i] !== 0) return false;
    return true;
  }
}

/** FNV-1a over whole words (http://www.isthe.com/chongo/tech/comp/fnv/): against accidents, not against forgers. */
function hashOf(words: Int32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193);
  return hash;
}
