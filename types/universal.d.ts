// SPDX-License-Identifier: Apache-2.0
// Globals that page, worker, Node and edge all have and ECMAScript does not: what the core project may use of them.

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView<ArrayBuffer> | ArrayBuffer): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  readonly href: string;
  readonly protocol: string;
  readonly pathname: string;
}

declare const performance: { now(): number };
