// SPDX-License-Identifier: Apache-2.0
import { checkKnown, inWords, refuse } from '../../pose/check.ts';
import { type BlendKernel, blend } from './blend.ts';
import { oneEuro } from './one-euro.ts';
import type { FilterFactory, PlaceFilter } from './place-filter.ts';

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
 * @throws PoseError `bad-option`; so does a function of one's own that makes no filter, as soon as somebody is to get theirs.
 */
export function chooseFilter(config: SmoothingConfig, kernel: BlendKernel): FilterFactory {
  checkKnown(config, ['filter'], 'smoothing');
  const { filter = 'one-euro' } = config;
  if (typeof filter === 'function') return () => checkFilter(filter());
  if (filter === 'one-euro') return oneEuro();
  if (filter === 'blend') return blend(kernel);
  return refuse(`smoothing.filter is ${inWords(filter)}, expected one-euro, blend or a function that makes a filter`);
}

function checkFilter(filter: PlaceFilter | null | undefined): PlaceFilter {
  if (typeof filter?.smooth === 'function' && typeof filter.scale === 'function') return filter;
  return refuse(`smoothing.filter makes ${inWords(filter)}, expected { smooth, scale }`);
}
