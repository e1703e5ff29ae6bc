// SPDX-License-Identifier: Apache-2.0
// The safetensors container (https://github.com/huggingface/safetensors): eight bytes of header length, little endian;
// a JSON header; the tensors' bytes, whose offsets count from the end of the header.
import { isRecord, quote, refuse } from './check.ts';

/** Bytes of an element of the types that are read. */
export const ELEMENT_BYTES = { I8: 1, F16: 2, F32: 4 } as const;
export type Dtype = keyof typeof ELEMENT_BYTES;

/** One tensor of a weights file. `data` is a copy in host order, F16 widened; `shape` is row-major. */
export interface Tensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Int8Array | Float32Array;
}

export interface TensorFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Size of the whole file, bytes. */
  readonly bytes: number;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

const PREFIX_BYTES = 8;

/**
 * Reads a safetensors file of I8, F16 and F32 tensors.
 *
 * @throws PoseError `bad-weights` when the file is truncated, is no safetensors file, or holds other types.
 */
export function parseSafetensors(file: Uint8Array): TensorFile {
  const headerBytes = headerLength(file);
  const header = parseHeader(file.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes));
  const body = file.subarray(PREFIX_BYTES + headerBytes);
  const tensors = new Map<string, Tensor>();
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value))
    .sort((a, b) => a.start - b.start);
  let expected = 0;
  for (const entry of entries) {
    if (entry.start !== expected) {
      refuse(`tensor ${quote(entry.name)} begins at byte ${entry.start}, expected ${expected}: no holes or overlaps`);
    }
    if (entry.end > body.byteLength) {
      refuse(
        `the weights file is truncated: tensor ${quote(entry.name)} ends at byte ${entry.end} of the tensor data, expected at most ${body.byteLength}`,
      );
    }
    tensors.set(entry.name, readTensor(entry, body));
    expected = entry.end;
  }
  if (expected !== body.byteLength) {
    refuse(`the weights file holds ${body.byteLength} bytes of tensor data, expected ${expected} as its header says`);
  }
  return { metadata: parseMetadata(header.__metadata__), tensors, bytes: file.byteLength };
}

function headerLength(file: Uint8Array): number {
  if (file.byteLength < PREFIX_BYTES) {
    refuse(`the weights file has ${file.byteLength} bytes, expected a safetensors file of more than ${PREFIX_BYTES}`);
  }
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.byteLength - PREFIX_BYTES)) {
    refuse(
      `the weights file's header claims ${length} bytes, expected at most the ${file.byteLength - PREFIX_BYTES} that follow: truncated, or no safetensors file`,
    );
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    // A copy, because the decoder refuses views of shared memory.
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes)));
  } catch (cause) {
    refuse(`the weights file's header of ${bytes.byteLength} bytes cannot be read, expected JSON`, cause);
  }
  if (!isRecord(header)) refuse(`the weights file's header is ${quote(header)}, expected a JSON object`);
  return header;
}

function parseMetadata(value: unknown): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (!isRecord(value)) refuse(`the weights file's __metadata__ is ${quote(value)}, expected an object of strings`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') refuse(`metadata ${quote(key)} is ${quote(text)}, expected a string`);
    metadata.set(key, text);
  }
  return metadata;
}

function parseEntry(name: string, value: unknown): Entry {
  if (!isRecord(value)) refuse(`header entry ${quote(name)} is ${quote(value)}, expected {dtype, shape, data_offsets}`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) refuse(`tensor ${quote(name)} has dtype ${quote(dtype)}, expected I8, F16 or F32`);
  if (!isCounts(shape)) refuse(`tensor ${quote(name)} has shape ${quote(shape)}, expected whole numbers from 0`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    refuse(`tensor ${quote(name)} has data_offsets ${quote(offsets)}, expected [begin, end]`);
  }
  const [start = 0, end = 0] = offsets;
  const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[dtype]);
  if (end - start !== bytes) {
    refuse(
      `tensor ${quote(name)} spans ${end - start} bytes, expected ${bytes} for ${dtype} of shape [${shape.join(', ')}]`,
    );
  }
  return { name, dtype, shape, start, end };
}

function readTensor(entry: Entry, body: Uint8Array): Tensor {
  const { name, shape } = entry;
  // A copy in a buffer of its own: the file's f32 data need not lie on a multiple of four. Not by `slice`, which in
  // Node's Buffer makes a view.
  const copy = new Uint8Array(body.subarray(entry.start, entry.end));
  // The file is little endian, and so is every host that this runs on: views of WebAssembly's memory need it, too.
  return { name, dtype: entry.dtype, shape, data: numbersOf(entry.dtype, copy.buffer) };
}

function numbersOf(dtype: Dtype, buffer: ArrayBuffer): Int8Array | Float32Array {
  if (dtype === 'I8') return new Int8Array(buffer);
  if (dtype === 'F32') return new Float32Array(buffer);
  const halves = new Uint16Array(buffer);
  // A loop, for `from` iterates: this is on the way to the first pose.
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = widened(halves[i] ?? 0);
  return values;
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function widened(half: number): number {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const sign = half >> 15 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(ELEMENT_BYTES, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
