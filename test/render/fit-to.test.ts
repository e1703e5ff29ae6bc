// SPDX-License-Identifier: Apache-2.0
// What is read of an element; that browsers lay it out so is looked at in test/browser/render.
import { describe, expect, test } from 'vitest';
import { PoseError } from '../../src/pose/errors.ts';
import type { FitOptions } from '../../src/render/element-fit.ts';
import { type FitElement, fitTo, parsePosition } from '../../src/render/fit-to.ts';

const STYLE: Record<string, string> = {
  width: '300px',
  height: '200px',
  'object-fit': 'fill',
  'object-position': '50% 50%',
  'box-sizing': 'content-box',
};
for (const side of ['left', 'top', 'right', 'bottom'])
  Object.assign(STYLE, { [`padding-${side}`]: '0px', [`border-${side}-width`]: '0px' });

interface Made {
  readonly kind?: string;
  readonly own?: object;
  readonly style?: Record<string, string>;
  readonly laidOut?: boolean;
}

/** What `fitTo` reads of an element. */
function element({ kind = 'HTMLCanvasElement', own = { width: 60, height: 40 }, style, laidOut = true }: Made) {
  const computed = { ...STYLE, ...style };
  const read = {
    getPropertyValue: (name: string) => computed[name],
    boxSizing: computed['box-sizing'],
    objectFit: computed['object-fit'],
    objectPosition: computed['object-position'],
  };
  const made = {
    [Symbol.toStringTag]: kind,
    ...own,
    getClientRects: () => (laidOut ? [{}] : []),
    ownerDocument: { defaultView: { devicePixelRatio: 2, getComputedStyle: () => read } },
  };
  return made as unknown as FitElement;
}

function refusal(of: unknown, options?: unknown): string {
  try {
    // Plain JavaScript may pass anything.
    fitTo(of as FitElement, options as FitOptions);
  } catch (error) {
    if (error instanceof PoseError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('fitTo', () => {
  test.each<[string, object]>([
    ['HTMLImageElement', { naturalWidth: 60, naturalHeight: 40, width: 9, height: 9 }],
    ['HTMLVideoElement', { videoWidth: 60, videoHeight: 40, width: 9, height: 9 }],
    ['HTMLCanvasElement', { width: 60, height: 40 }],
  ])('takes the intrinsic px of an %s', (kind, own) => {
    const { width, height, pixelRatio, toElement, toCanvas } = fitTo(element({ kind, own }));
    expect([width, height, pixelRatio]).toEqual([600, 400, 2]);
    expect(toElement({ x: 60, y: 10 })).toEqual({ x: 300, y: 50 });
    expect(toCanvas({ x: 60, y: 10 })).toEqual({ x: 600, y: 100 });
  });

  test('adds padding and border to the size, unless that is of the border box', () => {
    const edges = { 'padding-left': '10px', 'border-left-width': '5px', 'padding-bottom': '20px' };
    const outer = fitTo(element({ style: edges }));
    expect([outer.width, outer.height]).toEqual([630, 440]);
    expect(outer.toElement({ x: 60, y: 40 })).toEqual({ x: 315, y: 200 });
    const inner = fitTo(element({ style: { ...edges, 'box-sizing': 'border-box' } }));
    expect([inner.width, inner.height]).toEqual([600, 400]);
    expect(inner.toElement({ x: 60, y: 40 })).toEqual({ x: 300, y: 180 });
  });

  test('passes object-fit, object-position, mirror and rotation on', () => {
    const style = { 'object-fit': 'none', 'object-position': 'calc(100% - 10px) 0px' };
    expect(fitTo(element({ style })).toElement({ x: 60, y: 40 })).toEqual({ x: 290, y: 40 });
    expect(fitTo(element({ style }), { mirror: true }).toElement({ x: 60, y: 40 })).toEqual({ x: 10, y: 40 });
    expect(fitTo(element({ style }), { rotate: 90 }).toElement({ x: 60, y: 40 })).toEqual({ x: 160, y: 290 });
  });

  test('gives an element that is not laid out no size', () => {
    const { width, height } = fitTo(element({ laidOut: false, style: { width: 'auto', height: '100%' } }));
    expect([width, height]).toEqual([0, 0]);
  });

  test('says what it cannot take', () => {
    const video = element({ kind: 'HTMLVideoElement', own: { videoWidth: 0, videoHeight: 0 } });
    expect(refusal(video)).toBe('bad-image: the HTMLVideoElement has no picture (yet), expected one that is loaded');
    expect(refusal('video')).toBe('bad-option: element is "video", expected an <img>, <video> or <canvas>');
    expect(refusal(null)).toBe('bad-option: element is null, expected an <img>, <video> or <canvas>');
    expect(refusal(element({ kind: 'HTMLDivElement' }))).toMatch(/^bad-option: element is \[object HTMLDivElement\]/);
    expect(refusal(element({}), { rotate: 45 })).toBe('bad-option: rotate is 45, expected 0, 90, 180, 270');
    expect(refusal(element({}), { mirror: 'yes' })).toBe('bad-option: mirror is "yes", expected true or false');
    expect(refusal(element({}), { fit: 'cover' })).toBe('bad-option: options has "fit", expected only mirror, rotate');
    expect(refusal(element({}), null)).toBe('bad-option: options is null, expected an object');
    expect(refusal(element({ style: { 'object-fit': 'crop' } }))).toMatch(/^bad-option: object-fit is "crop"/);
  });
});

describe('a computed object-position', () => {
  test.each<[string, [number, number], [number, number]]>([
    ['50% 25%', [0.5, 0], [0.25, 0]],
    ['-4.5px 0px', [0, -4.5], [0, 0]],
    ['calc(100% - 10px) calc(1e-3px + 20%)', [1, -10], [0.2, 0.001]],
  ])('%s is read', (text, ...expected) => {
    expect(parsePosition(text).map(({ share, px }) => [share, px])).toEqual(expected);
  });

  test.each(['min(10px, 50%) 0px', 'left top', '50%', '1px 2px 3px', ''])('%j is refused', (text) => {
    expect(() => parsePosition(text)).toThrow(/^object-position is ".*", expected two sums of px and %$/);
  });
});
