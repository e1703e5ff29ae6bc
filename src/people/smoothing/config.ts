// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';
import { oneEuro } from './one-euro.ts';
import type { FilterFactory } from './place-filter.ts';

export interface SmoothingConfig {
  /** Makes the filter of each person; `oneEuro()` when left out. */
  readonly filter?: FilterFactory;
}

export type SmoothingSettings = Required<SmoothingConfig>;

/**
 * What is left out filled in.
 *
 * @throws PoseError `bad-option`.
 */
export function smoothingSettings(config: SmoothingConfig): SmoothingSettings {
  const odd = Object.keys(config).find((name) => name !== 'filter');
  if (odd !== undefined)
    throw new PoseError('bad-option', `smoothing has ${JSON.stringify(odd)}, expected only filter`);
  const filter = config.filter ?? oneEuro();
  if (typeof filter !== 'function') {
    throw new PoseError('bad-option', `smoothing.filter is ${String(filter)}, expected a function that makes a filter`);
  }
  return { filter };
}
