// SPDX-License-Identifier: Apache-2.0

/** Something works less well than it could. */
export interface Degradation {
  readonly code:
    | 'no-simd'
    | 'no-kernels'
    | 'few-squads'
    | 'no-workers'
    | 'copied-memory'
    | 'no-signature-check'
    | 'no-lift';
  readonly message: string;
}
