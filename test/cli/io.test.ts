// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { sentence, table } from '../../cli/io.ts';

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

  it('takes the sentence out of an error and makes one of anything else', () => {
    expect(sentence(new Error('It failed.'))).toBe('It failed.');
    expect(sentence('odd')).toBe('odd');
  });
});
