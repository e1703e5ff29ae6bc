// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { edges, numberFrom, oneOf, parseOptions, required, share, UsageError, wholeNumber } from '../../cli/args.ts';

const OPTIONS = { port: { type: 'string' }, fast: { type: 'boolean', default: false } } as const;

describe('command line options', () => {
  it('are read with --json everywhere', () => {
    const { values, positionals } = parseOptions(['--port', '8', 'a.jpg', '--json'], OPTIONS, true);
    expect({ ...values }).toEqual({ port: '8', fast: false, json: true, help: false });
    expect(positionals).toEqual(['a.jpg']);
  });

  it.each([
    [['--prot', '8'], /--prot/],
    [['--port'], /--port/],
    [['--fast=yes'], /--fast/],
    [['surprise'], /surprise/],
  ])('are refused as wrong usage: %j', (argv, message) => {
    expect(() => parseOptions(argv, OPTIONS)).toThrow(UsageError);
    expect(() => parseOptions(argv, OPTIONS)).toThrow(message);
  });

  it('hold whole numbers within limits', () => {
    expect(wholeNumber('n', undefined, 1, 9, 5)).toBe(5);
    expect(wholeNumber('n', '9', 1, 9, 5)).toBe(9);
    for (const wrong of ['0', '10', '2.5', '-1', 'two', '', '1e0']) {
      expect(() => wholeNumber('n', wrong, 1, 9, 5), wrong).toThrow(
        `--n is "${wrong}"; expected a whole number from 1 to 9.`,
      );
    }
  });

  it('hold shares from 0 to 1', () => {
    expect(share('s', undefined)).toBeUndefined();
    expect([share('s', '0'), share('s', '0.25'), share('s', '1')]).toEqual([0, 0.25, 1]);
    for (const wrong of ['1.01', '-0.1', 'half', '', ' ', 'NaN']) {
      expect(() => share('s', wrong), wrong).toThrow(`--s is "${wrong}"; expected a number from 0 to 1.`);
    }
  });

  it('hold numbers of a range', () => {
    expect(numberFrom('height', undefined, 0.3, 3)).toBeUndefined();
    expect(numberFrom('height', '1.75', 0.3, 3)).toBe(1.75);
    for (const wrong of ['0.2', '3.1', 'tall', '']) {
      const sentence = `--height is "${wrong}"; expected a number from 0.3 to 3.`;
      expect(() => numberFrom('height', wrong, 0.3, 3), wrong).toThrow(sentence);
    }
  });

  it('hold one of a few words', () => {
    expect(oneOf('boxes', undefined, ['gt', 'scouts'], 'scouts')).toBe('scouts');
    expect(oneOf('boxes', 'gt', ['gt', 'scouts'], 'scouts')).toBe('gt');
    expect(() => oneOf('boxes', 'all', ['gt', 'scouts'], 'scouts')).toThrow('--boxes is "all"; expected gt or scouts.');
  });

  it('reads the edges of a part of a picture', () => {
    expect(edges('region', undefined)).toBe(undefined);
    expect(edges('region', '0,10.5,200,300')).toEqual({ xMin: 0, yMin: 10.5, xMax: 200, yMax: 300 });
    for (const wrong of ['', '1,2,3', '1,2,3,4,5', '0,-5,3', '10,0,10,5', 'a,0,10,5', '0,0,Infinity,5']) {
      expect(() => edges('region', wrong)).toThrow(`--region is "${wrong}"; expected xMin,yMin,xMax,yMax in px`);
    }
  });

  it('can be required', () => {
    expect(required('images', 'x')).toBe('x');
    expect(() => required('images', undefined)).toThrow('--images is missing');
  });
});
