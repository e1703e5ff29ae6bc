// SPDX-License-Identifier: Apache-2.0

/** A weights file in which one agent's int8 weights of one tensor are changed. */
export function withChangedRow(
  file: Uint8Array,
  tensor: string,
  row: number,
  change: (weight: number) => number,
): Uint8Array {
  const bytes = file.slice();
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  const { shape, data_offsets: range } = header[tensor];
  const size = shape.slice(1).reduce((product: number, side: number) => product * side, 1);
  const weights = new Int8Array(bytes.buffer, 8 + headerBytes + range[0] + row * size, size);
  for (let i = 0; i < size; i++) weights[i] = change(weights[i] ?? 0);
  return bytes;
}
