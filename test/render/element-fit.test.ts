// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FitOptions,
  fitLayout,
  type Layout,
  type Length,
  OBJECT_FITS,
  type ObjectFit,
  type Point,
  ROTATIONS,
} from '../../src/render/element-fit.ts';

const MIDDLE: Length = { share: 0.5, px: 0 };

/** A picture of 200 by 100 px in an element of 300 by 300 CSS px. */
function layout(objectFit: ObjectFit, more: Partial<Layout> = {}): Layout {
  const element = { width: 300, height: 300 };
  const content = { left: 0, top: 0, ...element };
  const picture = { width: 200, height: 100 };
  return { picture, element, content, objectFit, position: [MIDDLE, MIDDLE], pixelRatio: 1, ...more };
}

/** The upper left and the lower right corner of the picture. */
function corners(of: Layout, options?: FitOptions): number[] {
  const { toElement } = fitLayout(of, options);
  const { width, height } = of.picture;
  return [
    { x: 0, y: 0 },
    { x: width, y: height },
  ].flatMap((corner) => {
    const { x, y } = toElement(corner);
    return [x, y];
  });
}

describe('a picture twice as wide as high in a square', () => {
  test.each<[ObjectFit, number[]]>([
    ['fill', [0, 0, 300, 300]],
    ['contain', [0, 75, 300, 225]],
    ['cover', [-150, 0, 450, 300]],
    ['none', [50, 100, 250, 200]],
    ['scale-down', [50, 100, 250, 200]],
  ])('lies where object-fit: %s puts it', (fit, expected) => {
    expect(corners(layout(fit))).toEqual(expected);
  });

  test('is made smaller by scale-down, never larger', () => {
    const picture = { width: 600, height: 300 };
    expect(corners(layout('scale-down', { picture }))).toEqual(corners(layout('contain', { picture })));
  });

  test('lies where object-position puts it, in the room that is left or over what is cut', () => {
    const right: Length = { share: 1, px: -10 };
    const top: Length = { share: 0, px: 4 };
    expect(corners(layout('none', { position: [right, top] }))).toEqual([90, 4, 290, 104]);
    expect(corners(layout('cover', { position: [right, top] }))).toEqual([-310, 4, 290, 304]);
  });

  test('lies within padding and border', () => {
    const element = { width: 340, height: 310 };
    const content = { left: 30, top: 6, width: 300, height: 300 };
    expect(corners(layout('contain', { element, content }))).toEqual([30, 81, 330, 231]);
  });

  test('is flipped about the middle of the element, not of the picture', () => {
    const start: Length = { share: 0, px: 0 };
    expect(corners(layout('none', { position: [start, start] }), { mirror: true })).toEqual([300, 0, 100, 100]);
  });
});

describe('an element of 300 by 200', () => {
  const element = { width: 300, height: 200 };
  const wide = layout('fill', { element, content: { left: 0, top: 0, ...element } });

  test.each<[FitOptions, number[]]>([
    [{ rotate: 0 }, [0, 0, 300, 200]],
    [{ rotate: 90 }, [200, 0, 0, 300]],
    [{ rotate: 180 }, [300, 200, 0, 0]],
    [{ rotate: 270 }, [0, 300, 200, 0]],
    [{ rotate: 0, mirror: true }, [300, 0, 0, 200]],
    [{ rotate: 90, mirror: true }, [0, 0, 200, 300]],
    [{ rotate: 180, mirror: true }, [0, 200, 300, 0]],
    [{ rotate: 270, mirror: true }, [200, 300, 0, 0]],
  ])('shown as %o has the corners of the picture there', (options, expected) => {
    expect(corners(wide, options)).toEqual(expected);
  });

  test('changes width and height when it is turned by a quarter', () => {
    const sizes = ROTATIONS.map((rotate) => {
      const { width, height } = fitLayout({ ...wide, pixelRatio: 2 }, { rotate });
      return [width, height];
    });
    expect(sizes).toEqual([
      [600, 400],
      [400, 600],
      [600, 400],
      [400, 600],
    ]);
  });
});

test('the canvas has whole px, and is stretched with them over a size that has none', () => {
  const element = { width: 100.4, height: 50.2 };
  const { width, height, toCanvas } = fitLayout(
    layout('fill', { element, content: { left: 0, top: 0, ...element }, pixelRatio: 1.5 }),
  );
  expect([width, height]).toEqual([151, 75]);
  const { x, y } = toCanvas({ x: 200, y: 100 });
  expect(x).toBeCloseTo(151);
  expect(y).toBeCloseTo(75);
});

test('an element without size shows its picture nowhere', () => {
  const element = { width: 0, height: 0 };
  const { width, height, toCanvas } = fitLayout(layout('fill', { element, content: { left: 0, top: 0, ...element } }));
  expect([width, height, toCanvas({ x: 7, y: 8 })]).toEqual([0, 0, { x: 0, y: 0 }]);
});

const side = fc.double({ min: 1, max: 4000, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.record({ width: side, height: side });

test('whatever the fit, the corners of the picture are those of a rectangle as large as CSS says, where CSS says', () => {
  const options = fc.record({ mirror: fc.boolean(), rotate: fc.constantFrom(...ROTATIONS) });
  fc.assert(
    fc.property(
      size,
      size,
      fc.constantFrom(...OBJECT_FITS),
      share,
      share,
      options,
      (picture, element, fit, a, b, how) => {
        const position = [a, b].map((at) => ({ share: at, px: 0 })) as [Length, Length];
        const content = { left: 0, top: 0, ...element };
        const shown = fitLayout(layout(fit, { picture, element, content, position, pixelRatio: 1 }), how);
        const [first, last] = [
          shown.toElement({ x: 0, y: 0 }),
          shown.toElement({ x: picture.width, y: picture.height }),
        ];
        const across = {
          x: shown.toElement({ x: picture.width, y: 0 }),
          y: shown.toElement({ x: 0, y: picture.height }),
        };

        // The transforms undone as a browser would: about the middle, the flip first, then the turn.
        const flip = how.mirror ? -1 : 1;
        const turns = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] } as const;
        const [cos, sin] = turns[how.rotate];
        const box = cos === 0 ? { width: element.height, height: element.width } : element;
        const back = ({ x, y }: Point) => {
          const [u, v] = [(x - box.width / 2) * flip, y - box.height / 2];
          return { x: cos * u + sin * v + element.width / 2, y: -sin * u + cos * v + element.height / 2 };
        };
        const [upper, lower, right, left] = [first, last, across.x, across.y].map(back) as [Point, Point, Point, Point];
        expect(right.x).toBeCloseTo(lower.x, 5);
        expect(right.y).toBeCloseTo(upper.y, 5);
        expect(left.x).toBeCloseTo(upper.x, 5);
        expect(left.y).toBeCloseTo(lower.y, 5);

        const [width, height] = [lower.x - upper.x, lower.y - upper.y];
        if (fit !== 'fill') expect(width / picture.width).toBeCloseTo(height / picture.height, 5);
        const rooms = [element.width - width, element.height - height] as const;
        if (fit === 'fill') expect(Math.max(...rooms.map(Math.abs))).toBeCloseTo(0, 5);
        if (fit === 'contain') expect(Math.min(...rooms)).toBeCloseTo(0, 5);
        if (fit === 'cover') expect(Math.max(...rooms)).toBeCloseTo(0, 5);
        if (fit === 'none') expect(width).toBeCloseTo(picture.width, 5);
        if (fit === 'scale-down') {
          expect(width).toBeLessThanOrEqual(picture.width + 1e-5);
          expect(Math.min(...rooms)).toBeGreaterThanOrEqual(-1e-5);
        }
        expect(upper.x).toBeCloseTo(rooms[0] * a, 4);
        expect(upper.y).toBeCloseTo(rooms[1] * b, 4);
      },
    ),
  );
});
