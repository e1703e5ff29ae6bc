// SPDX-License-Identifier: Apache-2.0
import { checkKnown, inWords, kindOf, refuse } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import {
  type ElementFit,
  type FitOptions,
  fitLayout,
  type Layout,
  type Length,
  OBJECT_FITS,
  type ObjectFit,
  ROTATIONS,
} from './element-fit.ts';
import type { Size } from './view.ts';

/** What shows a picture in a page. */
export type FitElement = HTMLImageElement | HTMLVideoElement | HTMLCanvasElement;

/**
 * Where an element of any CSS size shows the px of its picture, through `object-fit`, `object-position`, padding and border:
 * for a transparent canvas that covers the element's border box. Reads the layout as it is now, so ask anew when it changes,
 * or for every frame. An element that is not laid out (`display: none`, or in no document) is 0 by 0 px large.
 *
 * @param options How the element is shown: flipped or turned, by a CSS transform of its own, which cannot be told from those
 *   of its surroundings.
 * @throws PoseError `bad-image` while the element has no picture; `bad-option` for anything else than such an element, for
 *   wrong options, and for an `object-position` that is no sum of lengths and percentages.
 */
export function fitTo(element: FitElement, options: FitOptions = {}): ElementFit {
  checkKnown(options, ['mirror', 'rotate'], 'options');
  const { mirror = false, rotate = 0 } = options;
  if (typeof mirror !== 'boolean') refuse(`mirror is ${inWords(mirror)}, expected true or false`);
  if (!ROTATIONS.includes(rotate)) refuse(`rotate is ${inWords(rotate)}, expected ${ROTATIONS.join(', ')}`);
  return fitLayout(layoutOf(element), { mirror, rotate });
}

function layoutOf(element: FitElement): Layout {
  const picture = pictureSize(element);
  if (picture.width === 0 || picture.height === 0) {
    throw new PoseError('bad-image', `the ${kindOf(element)} has no picture (yet), expected one that is loaded`);
  }
  const view = element.ownerDocument.defaultView;
  if (!view || element.getClientRects().length === 0) return hidden(picture);
  const style = view.getComputedStyle(element);
  const px = (name: string): number => Number.parseFloat(style.getPropertyValue(name));
  const edge = (side: string): number => px(`padding-${side}`) + px(`border-${side}-width`);
  const [left, top] = [edge('left'), edge('top')];
  const edges = { width: left + edge('right'), height: top + edge('bottom') };
  // Not the box on the screen: that is after transforms.
  const [width, height] = [px('width'), px('height')];
  const whole = style.boxSizing === 'border-box';
  const box = whole ? { width, height } : { width: width + edges.width, height: height + edges.height };
  return {
    picture,
    element: box,
    content: { left, top, width: box.width - edges.width, height: box.height - edges.height },
    objectFit: fitOf(style.objectFit),
    position: parsePosition(style.objectPosition),
    pixelRatio: view.devicePixelRatio,
  };
}

function pictureSize(element: FitElement): Size {
  switch (kindOf(element)) {
    case 'HTMLImageElement': {
      const { naturalWidth: width, naturalHeight: height } = element as HTMLImageElement;
      return { width, height };
    }
    case 'HTMLVideoElement': {
      const { videoWidth: width, videoHeight: height } = element as HTMLVideoElement;
      return { width, height };
    }
    case 'HTMLCanvasElement':
      return { width: element.width, height: element.height };
    default:
      return refuse(`element is ${inWords(element)}, expected an <img>, <video> or <canvas>`);
  }
}

function hidden(picture: Size): Layout {
  const element = { width: 0, height: 0 };
  const middle = { share: 0.5, px: 0 };
  const content = { left: 0, top: 0, ...element };
  return { picture, element, content, objectFit: 'fill', position: [middle, middle], pixelRatio: 1 };
}

function fitOf(value: string): ObjectFit {
  return OBJECT_FITS.find((fit) => fit === value) ?? refuse(`object-fit is ${inWords(value)}, expected one of CSS's`);
}

/** A computed `object-position`: two lengths such as `50%`, `-4px` or `calc(100% - 4px)`. @throws PoseError `bad-option`. */
export function parsePosition(text: string): readonly [across: Length, down: Length] {
  const [across, down, ...more] = (text.match(/calc\([^()]*\)|[^\s()]+/g) ?? []).map(parseLength);
  if (across && down && more.length === 0) return [across, down];
  return refuse(`object-position is ${inWords(text)}, expected two sums of px and %`);
}

function parseLength(text: string): Length | undefined {
  let [share, px] = [0, 0];
  const rest = text
    .replace(/^calc\((.*)\)$/, '$1')
    .replace(/([+-]?)\s*([\d.]+(?:e[+-]?\d+)?)(px|%)/g, (_, sign, digits, unit) => {
      const value = Number(`${sign}${digits}`);
      if (unit === 'px') px += value;
      else share += value / 100;
      return '';
    });
  return rest.trim() === '' && rest !== text ? { share, px } : undefined;
}
