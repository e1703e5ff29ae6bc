// SPDX-License-Identifier: Apache-2.0

/** The views of one memory that the scalar twins compute on. Pointers are bytes: f32 index = pointer / 4. */
export interface Heap {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Views of a memory that never grows (a grown one leaves its old views detached). */
export function heapOf(memory: WebAssembly.Memory): Heap {
  const { buffer } = memory;
  return {
    u8: new Uint8Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
