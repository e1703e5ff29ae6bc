// SPDX-License-Identifier: Apache-2.0
import { expect } from 'vitest';

/** Matches the error of a refused weights file whose sentence is like `sentence`. */
export function badWeights(sentence: RegExp): unknown {
  return expect.objectContaining({ name: 'PoseError', code: 'bad-weights', message: expect.stringMatching(sentence) });
}
