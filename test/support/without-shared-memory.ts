// SPDX-License-Identifier: Apache-2.0
// A runtime that has WebAssembly and refuses shared memory.

/** Refuses shared memory until the function that it returns is called. */
export function refuseSharedMemory(): () => void {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.shared) throw new RangeError('shared memory is refused');
      super(descriptor);
    }
  };
  return () => {
    WebAssembly.Memory = Memory;
  };
}
