// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';
import { type BlendKernel, blend } from './blend.ts';
import { oneEuro } from './one-euro.ts';
import type { FilterFactory } from './place-filter.ts';

export interface SmoothingConfig {
  /**
   * What makes the filter of each person: `one-euro` (default; `oneEuro(parameters)` for others than the usual ones), `blend`
   * (cheapest: one SIMD call a person), or a function of one's own.
   */
  readonly filter?: 'one-euro' | 'blend' | FilterFactory;
}

/**
 * The filters that a configuration asks for.
 *
 * @param kernel For `blend`.
 * @throws PoseError `bad-option`.
 */
export function chooseFilter(config: SmoothingConfig, kernel: BlendKernel): FilterFactory {
  const odd = Object.keys(config).find((name) => name !== 'filter');
  if (odd !== undefined) refuse(`smoothing has ${JSON.stringify(odd)}, expected only filter`);
  const { filter = 'one-euro' } = config;
  if (typeof filter === 'function') return filter;
  if (filter === 'one-euro') return oneEuro();
  if (filter === 'blend') return blend(kernel);
  return refuse(`smoothing.filter is ${String(filter)}, expected one-euro, blend or a function that makes a filter`);
}

function refuse(sentence: string): never {
  throw new PoseError('bad-option', sentence);
}
