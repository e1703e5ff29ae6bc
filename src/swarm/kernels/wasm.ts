// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';
import { KERNEL_NAMES, type Kernels } from './kernels.ts';

/** 64 KiB pages of the one memory, which is shared and of fixed size: 64 MiB. The binaries import exactly this. */
export const MEMORY_PAGES = 1024;

/**
 * The memory that `instantiateKernels` takes. Constructing a shared one works in pages that are not isolated, too; one that is not
 * shared takes kernels that `unshareMemory` has changed.
 */
export function createKernelMemory(shared = true): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES, shared });
}

/**
 * The kernels of a compiled `kernels.wasm` or `kernels.relaxed.wasm` on `memory`; several instances, one a worker, may
 * share it. Throws PoseError 'unsupported' when the module is another one or the memory has another size.
 */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  let exports: WebAssembly.Exports;
  try {
    exports = new WebAssembly.Instance(module, { env: { memory } }).exports;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PoseError(
      'unsupported',
      `the kernel module cannot be linked to the memory: ${reason}; expected a shared memory of ${MEMORY_PAGES} pages`,
      { cause },
    );
  }
  const missing = KERNEL_NAMES.filter((name) => typeof exports[name] !== 'function');
  if (missing.length > 0) {
    throw new PoseError(
      'unsupported',
      `the kernel module lacks ${missing.join(', ')}: expected kernels.wasm of this version`,
    );
  }
  // Every name of the interface was just found to be a function; that its parameters fit is what the twin tests check.
  return exports as unknown as Kernels;
}
