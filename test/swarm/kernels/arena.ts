// SPDX-License-Identifier: Apache-2.0
import { seededRandom } from '../../support/random.ts';

/** Between any two places lie this many bytes that no kernel may touch. */
const GAP = 256;
const CANARY = 0xa5;

/** A bump allocator on a memory for one test case: places are 16-byte aligned and between canaries. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly random: () => number;
  /** Bytes in use from 0 on. */
  used = 0;

  constructor(memory: WebAssembly.Memory, seed: number) {
    this.memory = memory;
    this.random = seededRandom(seed);
    this.#gap();
  }

  bytes(count: number): number {
    const at = this.used;
    this.used += (count + 15) & ~15;
    this.#gap();
    return at;
  }

  /** Room for `count` numbers, filled by `value(i)`; nothing (the canary) stays where it is left out. */
  floats(count: number, value?: (i: number) => number): number {
    const at = this.bytes(count * 4);
    if (value !== undefined) {
      const view = new Float32Array(this.memory.buffer, at, count);
      for (let i = 0; i < count; i++) view[i] = value(i);
    }
    return at;
  }

  integers(values: readonly number[]): number {
    const at = this.bytes(values.length * 4);
    new Uint32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  pixels(count: number, value: (i: number) => number): number {
    const at = this.bytes(count * 4);
    const view = new Uint8Array(this.memory.buffer, at, count * 4);
    for (let i = 0; i < count * 4; i++) view[i] = value(i);
    return at;
  }

  /** In [-scale, scale). */
  readonly signed = (scale = 1): number => (this.random() * 2 - 1) * scale;

  /** An integer in [0, below). */
  readonly index = (below: number): number => Math.floor(this.random() * below);

  #gap(): void {
    new Uint8Array(this.memory.buffer, this.used, GAP).fill(CANARY);
    this.used += GAP;
  }
}
