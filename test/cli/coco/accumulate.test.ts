// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { accumulate } from '../../../cli/coco/accumulate.ts';
import type { PictureMatches } from '../../../cli/coco/match.ts';
import { OKS_THRESHOLDS } from '../../../cli/coco/params.ts';

/** The same outcomes at every threshold. */
function picture(counted: number, scored: readonly (readonly [score: number, outcome: number])[]): PictureMatches {
  const outcomes = OKS_THRESHOLDS.map(() => Int8Array.from(scored, ([, outcome]) => outcome));
  return { counted, scores: scored.map(([score]) => score), outcomes };
}

describe('accumulating pictures', () => {
  it('knows nothing when nobody counts', () => {
    expect(accumulate([picture(0, [[0.9, 0]])])).toBeUndefined();
  });

  it('orders the answers of all pictures by score', () => {
    const late = accumulate([picture(1, [[0.4, 0]]), picture(1, [[0.9, 1]])]);
    const early = accumulate([picture(1, [[0.95, 0]]), picture(1, [[0.9, 1]])]);
    expect(late?.precision[0]).toBeCloseTo(51 / 101, 12);
    expect(early?.precision[0]).toBeCloseTo((0.5 * 51) / 101, 12);
    expect(early?.recall[0]).toBe(0.5);
  });

  it('takes the best precision at a recall or beyond it', () => {
    const result = accumulate([
      picture(2, [
        [0.9, 0],
        [0.8, 1],
        [0.7, 1],
      ]),
    ]);
    // Precision is 0, 1/2, 2/3 and never falls after the fact: 2/3 holds for every recall.
    expect(result?.precision[0]).toBeCloseTo(2 / 3, 12);
  });

  it('does not count answers that are set aside', () => {
    const result = accumulate([
      picture(1, [
        [0.9, -1],
        [0.8, 1],
      ]),
    ]);
    expect(result?.precision[0]).toBeCloseTo(1, 12);
  });
});
