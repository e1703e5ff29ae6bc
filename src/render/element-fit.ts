// SPDX-License-Identifier: Apache-2.0
// Where an element that is laid out by CSS shows the px of its picture: numbers in, numbers out.
import { fitView, type Size } from './view.ts';

/** A place: x to the right, y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** CSS's `object-fit`. */
export const OBJECT_FITS = ['fill', 'contain', 'cover', 'none', 'scale-down'] as const;
export type ObjectFit = (typeof OBJECT_FITS)[number];

export const ROTATIONS = [0, 90, 180, 270] as const;

/** How an element is shown; its overlay is neither flipped nor turned itself, so that labels stay readable. */
export interface FitOptions {
  /** The element is shown as a mirror shows it, by `transform: scaleX(-1)`. Default false. */
  readonly mirror?: boolean;
  /**
   * The element is shown turned clockwise by so many degrees, by `transform: rotate(90deg)` about its middle: its width and
   * height change places at 90 and 270. Mirrored, too, it is turned first: `transform: scaleX(-1) rotate(90deg)`. Default 0.
   */
  readonly rotate?: (typeof ROTATIONS)[number];
}

/** Where an element shows the px of its picture. `drawPoses` takes it as its options; it may be spread into others. */
export interface ElementFit {
  /** Size that an overlay canvas should have, px of the screen: the element's as shown, times `pixelRatio`, whole. */
  readonly width: number;
  readonly height: number;
  /** Px of the screen per CSS px. */
  readonly pixelRatio: number;
  /**
   * From picture px (`naturalWidth`, `videoWidth`) to CSS px from the upper left corner of the element's border box as it is
   * shown. What `object-fit` cuts off lies outside.
   */
  toElement(point: Point): Point;
  /** From picture px to px of an overlay canvas of `width` by `height` that covers the element's border box. */
  toCanvas(point: Point): Point;
}

/** A length of CSS: a share of the room there is, and CSS px. */
export interface Length {
  readonly share: number;
  readonly px: number;
}

/** An element before it is flipped and turned. CSS px but for the picture. */
export interface Layout {
  /** Intrinsic size of the picture, picture px. */
  readonly picture: Size;
  /** The border box. */
  readonly element: Size;
  /** The content box, in which the picture is fitted, from the border box's upper left corner. */
  readonly content: Size & { readonly left: number; readonly top: number };
  readonly objectFit: ObjectFit;
  /** CSS's `object-position`. */
  readonly position: readonly [across: Length, down: Length];
  readonly pixelRatio: number;
}

export function fitLayout(layout: Layout, { mirror = false, rotate = 0 }: FitOptions = {}): ElementFit {
  const { picture, element, content, position, pixelRatio } = layout;
  const [scaleX, scaleY] = scalesOf(layout);
  const left = content.left + inRoom(position[0], content.width - picture.width * scaleX);
  const top = content.top + inRoom(position[1], content.height - picture.height * scaleY);
  const shown = rotate % 180 === 0 ? element : { width: element.height, height: element.width };
  const width = Math.round(shown.width * pixelRatio);
  const height = Math.round(shown.height * pixelRatio);
  // The canvas has whole px and is stretched over a box that may not; what is not shown is nowhere.
  const [perX, perY] = [width / (shown.width || 1), height / (shown.height || 1)];
  const toElement = ({ x, y }: Point): Point => {
    const turned = turn(left + x * scaleX, top + y * scaleY, element, rotate);
    return mirror ? { x: shown.width - turned.x, y: turned.y } : turned;
  };

  return {
    width,
    height,
    pixelRatio,
    toElement,
    toCanvas(point) {
      const { x, y } = toElement(point);
      return { x: x * perX, y: y * perY };
    },
  };
}

/** CSS px per picture px, across and down. */
function scalesOf({ picture, content, objectFit }: Layout): readonly [number, number] {
  if (objectFit === 'fill') return [content.width / picture.width, content.height / picture.height];
  if (objectFit === 'none') return [1, 1];
  const { scale } = fitView(picture, content, objectFit === 'cover' ? 'cover' : 'contain');
  const even = objectFit === 'scale-down' ? Math.min(1, scale) : scale;
  return [even, even];
}

/** Where the picture begins, with so much room left; less than none where it is cut. */
function inRoom({ share, px }: Length, room: number): number {
  return share * room + px;
}

function turn(x: number, y: number, { width, height }: Size, rotate: number): Point {
  if (rotate === 90) return { x: height - y, y: x };
  if (rotate === 180) return { x: width - x, y: height - y };
  if (rotate === 270) return { x: y, y: width - x };
  return { x, y };
}
