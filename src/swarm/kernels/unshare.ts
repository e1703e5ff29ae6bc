// SPDX-License-Identifier: Apache-2.0
// The kernels' builds import shared memory. A runtime that refuses to make any runs the same code on memory that is not
// shared: only the import's type says which, by one byte, and the kernels hold no atomic instructions. So nothing has to be
// built, signed and downloaded twice.

/** Bytes before the first section (https://webassembly.github.io/spec/core/binary/modules.html#binary-module). */
const HEAD = 8;
const IMPORT_SECTION = 2;
const MEMORY_IMPORT = 2;
/** What the limits of a memory begin with, both times with a maximum. */
const SHARED = 3;
const UNSHARED = 1;

/**
 * A copy of a module whose first import is a shared memory, which imports one that is not shared. Other bytes are copied as they
 * are: who compiles and links them will tell what is wrong with them.
 */
export function unshareMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  let at = HEAD;
  /** LEB128, unsigned. */
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = copy[at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const skip = (): void => {
    const length = number();
    at += length;
  };
  while (at < copy.length) {
    if (copy[at++] !== IMPORT_SECTION) skip();
    else {
      // Bytes of the section, number of imports, and the two names of the first one.
      number();
      number();
      skip();
      skip();
      if (copy[at] === MEMORY_IMPORT && copy[at + 1] === SHARED) copy[at + 1] = UNSHARED;
      break;
    }
  }
  return copy;
}
