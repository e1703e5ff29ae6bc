// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { rounded, sentence, table } from '../../cli/io.ts';

describe('printing', () => {
  it('aligns numbers right and texts left', () => {
    const text = table(
      ['name', 'n'],
      [
        ['a', 5],
        ['longer', 1234],
      ],
    );
    expect(text.split('\n')).toEqual(['name       n', 'a          5', 'longer  1234']);
  });

  it('prints the head alone when there are no rows', () => {
    expect(table(['tier', 'fps'], [])).toBe('tier  fps');
  });

  it('rounds to decimals', () => {
    expect([rounded(1.23456, 2), rounded(-0.5, 3), rounded(2, 2)]).toEqual([1.23, -0.5, 2]);
  });

  it('takes the sentence out of an error and makes one of anything else', () => {
    expect(sentence(new Error('It failed.'))).toBe('It failed.');
    expect(sentence('odd')).toBe('odd');
  });
});
