// SPDX-License-Identifier: Apache-2.0
import type { Rgb } from './colours.ts';

/** Floats of one mark in `Shapes.marks`: where each number lies. Canvas px and 0..1. */
export const MARK = {
  x0: 0,
  y0: 1,
  x1: 2,
  y1: 3,
  /** Half the line's width; the radius of a dot. */
  radius: 4,
  /** Width of the line round it, which is centred on its edge; 0 without. */
  ring: 5,
  /** 0 for round ends, 1 for flat ones. */
  flat: 6,
  /** Red, green, blue, alpha: of the inside and of the ring. */
  fill: 8,
  ringColour: 12,
} as const;

/** Sixteen, so that a GPU reads each mark as four vectors. */
export const MARK_FLOATS = 16;

/** A line of text, its left edge and vertical middle at (x, y), canvas px. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Height of the letters, canvas px. */
  readonly size: number;
  readonly colour: Rgb;
}

export interface Stroke {
  readonly colour: Rgb;
  readonly alpha: number;
  readonly width: number;
  /** Flat ends, for pieces of a longer line, whose round ends would show where they overlap. */
  readonly flat?: boolean;
}

export interface Dot {
  readonly colour: Rgb;
  readonly alpha: number;
  readonly radius: number;
  readonly ring: Rgb;
  readonly ringAlpha: number;
  readonly ringWidth: number;
}

/**
 * What is to be drawn over a picture, as numbers that every renderer reads alike: marks from the lowest to the topmost,
 * then the labels. Kept from frame to frame, so that nothing is allocated once it has grown.
 */
export class Shapes {
  /** [count][MARK_FLOATS] and more room behind. */
  marks = new Float32Array(256 * MARK_FLOATS);
  count = 0;
  readonly labels: Label[] = [];

  clear(): void {
    this.count = 0;
    this.labels.length = 0;
  }

  line(x0: number, y0: number, x1: number, y1: number, { colour, alpha, width, flat }: Stroke): void {
    this.#mark(x0, y0, x1, y1, width / 2, 0, flat ? 1 : 0, colour, alpha, colour, 0);
  }

  dot(x: number, y: number, { colour, alpha, radius, ring, ringAlpha, ringWidth }: Dot): void {
    this.#mark(x, y, x, y, radius, ringWidth, 0, colour, alpha, ring, ringAlpha);
  }

  /** A filled rectangle: a line with flat ends as thick as the rectangle is high. */
  rectangle(left: number, top: number, width: number, height: number, colour: Rgb, alpha: number): void {
    const middle = top + height / 2;
    this.line(left, middle, left + width, middle, { colour, alpha, width: height, flat: true });
  }

  /** Letters lie on whole px, where they are sharpest, and alike for every renderer. */
  label(label: Label): void {
    this.labels.push({ ...label, x: Math.round(label.x), y: Math.round(label.y) });
  }

  #mark(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    radius: number,
    ring: number,
    flat: number,
    fill: Rgb,
    fillAlpha: number,
    ringColour: Rgb,
    ringAlpha: number,
  ): void {
    const at = this.count++ * MARK_FLOATS;
    if (at === this.marks.length) this.#grow();
    const { marks } = this;
    marks[at] = x0;
    marks[at + 1] = y0;
    marks[at + 2] = x1;
    marks[at + 3] = y1;
    marks[at + 4] = radius;
    marks[at + 5] = ring;
    marks[at + 6] = flat;
    marks.set(fill, at + MARK.fill);
    marks[at + MARK.fill + 3] = fillAlpha;
    marks.set(ringColour, at + MARK.ringColour);
    marks[at + MARK.ringColour + 3] = ringAlpha;
  }

  #grow(): void {
    const larger = new Float32Array(this.marks.length * 2);
    larger.set(this.marks);
    this.marks = larger;
  }
}
