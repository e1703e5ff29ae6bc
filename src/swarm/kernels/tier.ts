// SPDX-License-Identifier: Apache-2.0

/** Where kernels run, from the one that runs everywhere to the fastest. */
export const KERNEL_TIERS = ['js', 'wasm-simd', 'wasm-relaxed-simd'] as const;

export type KernelTier = (typeof KERNEL_TIERS)[number];

/** `\0asm`, version 1, one type () -> v128, one function of it. */
const HEAD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
/** i32.const 0, i8x16.splat: a vector on the stack. */
const VECTOR = [65, 0, 253, 15];

function validates(body: readonly number[]): boolean {
  // A code section with one function: no locals, the body, end.
  const bytes = [...HEAD, 10, body.length + 4, 1, body.length + 2, 0, ...body, 11];
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(bytes));
}

/** Fixed-width SIMD: Chrome 91, Firefox 89, Safari 16.4, Node 16.4. */
export function simdSupported(): boolean {
  return validates(VECTOR);
}

/** Relaxed SIMD, which holds f32x4.relaxed_madd: Chrome 114, Firefox 146; not Node 20. */
export function relaxedSimdSupported(): boolean {
  return validates([...VECTOR, ...VECTOR, ...VECTOR, 253, 133, 2]);
}
