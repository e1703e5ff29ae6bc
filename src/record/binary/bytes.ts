// SPDX-License-Identifier: Apache-2.0
// Whole numbers as few bytes: seven bits a byte, the lowest first, the high bit of all but the last set (LEB128, as in DWARF and
// WebAssembly); signed ones zigzagged first (0, -1, 1, -2 ... are 0, 1, 2, 3 ...), so that small ones are short either way.
import { PoseError } from '../../pose/errors.ts';

/** Beyond it zigzagged numbers are not exact. */
const MOST = 2 ** 52;

/** Bytes that grow. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** A whole number from 0 to 2^53. */
  unsigned(value: number): void {
    let rest = value;
    // Not by bit operations: these know 32 bits.
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  /** A whole number within 2^52 of 0. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(by: number): void {
    if (this.#length + by <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + by));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Reads what a `ByteWriter` wrote. @throws PoseError `bad-option` where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw cutOff(this.#bytes.length);
    this.#at++;
    return value;
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw cutOff(this.#bytes.length);
    const values = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return values;
  }

  unsigned(): number {
    const start = this.#at;
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.byte();
      value += (byte % 128) * place;
      if (value > 2 * MOST)
        throw new PoseError('bad-option', `byte ${start} begins a number above 2^53, expected less`);
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}

/** A number as a whole one of `10 ** -digits` each. @throws PoseError `bad-option` for one that has no such form. */
export function wholeOf(value: number, digits: number, place: string): number {
  const whole = Math.round(value * 10 ** digits);
  // A difference of two has to fit as well.
  if (Math.abs(whole) < MOST / 2) return whole;
  throw new PoseError('bad-option', `${place} is ${value}, expected a number within ${MOST / 2 / 10 ** digits} of 0`);
}

function cutOff(length: number): PoseError {
  return new PoseError(
    'bad-option',
    `the recording ends after ${length} bytes in the middle of a frame, expected the rest of it`,
  );
}
