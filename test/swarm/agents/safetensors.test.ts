// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { parseSafetensors } from '../../../src/swarm/agents/safetensors.ts';
import { badWeights } from '../../support/bad-weights.ts';

/** A file of this header and as many bytes of tensor data. */
function file(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const META = { __metadata__: { a: 'b' } };

describe('a safetensors file', () => {
  test('may be a Buffer of Node, whose slices are views of a pool', () => {
    const bytes = file({ ...META, i: { dtype: 'I8', shape: [3], data_offsets: [0, 3] } }, new Uint8Array([7, 8, 9]));
    const { tensors } = parseSafetensors(Buffer.from(bytes));
    expect([...(tensors.get('i')?.data ?? [])]).toEqual([7, 8, 9]);
  });

  test('gives its metadata and tensors, f32 also where its bytes are not aligned', () => {
    const data = new Uint8Array(3 + 8);
    data.set([1, 255, 128]);
    new DataView(data.buffer).setFloat32(3, 1.5, true);
    new DataView(data.buffer).setFloat32(7, -2.25, true);
    const { metadata, tensors, bytes } = parseSafetensors(
      file(
        {
          ...META,
          f: { dtype: 'F32', shape: [1, 2], data_offsets: [3, 11] },
          i: { dtype: 'I8', shape: [3], data_offsets: [0, 3] },
        },
        data,
      ),
    );
    expect(metadata.get('a')).toBe('b');
    expect([...(tensors.get('i')?.data ?? [])]).toEqual([1, -1, -128]);
    expect([...(tensors.get('f')?.data ?? [])]).toEqual([1.5, -2.25]);
    expect(tensors.get('f')?.shape).toEqual([1, 2]);
    expect(bytes).toBeGreaterThan(11);
  });

  test.each([
    ['zero', 0x0000, 0],
    ['one', 0x3c00, 1],
    ['a third, rounded', 0x3555, 0.333251953125],
    ['minus 2.25', 0xc080, -2.25],
    ['the largest', 0x7bff, 65504],
    ['the smallest', 0x0001, 2 ** -24],
    ['the largest subnormal', 0x03ff, 1023 * 2 ** -24],
    ['minus infinity', 0xfc00, Number.NEGATIVE_INFINITY],
    ['no number', 0x7e00, Number.NaN],
  ])('widens an f16 that is %s', (_, bits, value) => {
    const header = { ...META, h: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } };
    const { tensors } = parseSafetensors(file(header, Uint8Array.of(bits & 255, bits >> 8)));
    expect(tensors.get('h')?.data[0]).toBe(value);
  });

  test('is read from a view into a larger buffer, shared or not', () => {
    const bytes = file({ ...META, i: { dtype: 'I8', shape: [1], data_offsets: [0, 1] } }, Uint8Array.of(7));
    const inside = new Uint8Array(new SharedArrayBuffer(bytes.length + 5), 3, bytes.length);
    inside.set(bytes);
    expect(parseSafetensors(inside).tensors.get('i')?.data[0]).toBe(7);
  });

  const tensor = (over: object) => ({ ...META, t: { dtype: 'I8', shape: [2], data_offsets: [0, 2], ...over } });
  test.each([
    ['shorter than its prefix', new Uint8Array(5), /has 5 bytes/],
    ['whose header is longer than it', file(META).slice(0, 20), /header claims \d+ bytes, expected at most the 12/],
    ['whose header is no JSON', file('{"a":'), /expected JSON/],
    ['whose header is no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), /expected JSON/],
    ['whose header is an array', file('[1]'), /expected a JSON object/],
    ['without metadata', file({}), /__metadata__/],
    ['with metadata that is no text', file({ __metadata__: { a: 1 } }), /"a" is 1, expected a string/],
    ['of another element type', file(tensor({ dtype: 'BF16' }), new Uint8Array(2)), /"BF16", expected I8, F16 or F32/],
    ['with a negative size', file(tensor({ shape: [-2] }), new Uint8Array(2)), /shape \[-2\]/],
    ['with three offsets', file(tensor({ data_offsets: [0, 1, 2] }), new Uint8Array(2)), /expected \[begin, end\]/],
    ['whose span is not its shape', file(tensor({ shape: [3] }), new Uint8Array(2)), /spans 2 bytes, expected 3/],
    ['with a hole', file(tensor({ data_offsets: [1, 3] }), new Uint8Array(3)), /begins at byte 1, expected 0/],
    [
      'that ends before its data',
      file(tensor({}), new Uint8Array(1)),
      /truncated: tensor "t" ends at byte 2.*at most 1/,
    ],
    ['that goes on after its data', file(tensor({}), new Uint8Array(3)), /holds 3 bytes of tensor data, expected 2/],
    ['with an entry that is no object', file({ ...META, t: 3 }), /"t" is 3/],
  ])('%s is refused', (_, bytes, sentence) => {
    expect(() => parseSafetensors(bytes)).toThrow(badWeights(sentence));
  });
});
