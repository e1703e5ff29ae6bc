// SPDX-License-Identifier: Apache-2.0
import { css, WHITE } from './colours.ts';
import { labelFont, measureBy } from './paint.ts';
import { createCanvas, type PlainCanvas } from './plain-canvas.ts';
import type { MeasureText } from './pose-shapes.ts';
import type { Label } from './shapes.ts';

/** Where a text lies in the atlas, px; its left edge and vertical middle are `PAD` in and half of `height` down. */
export interface AtlasPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Texts as white letters on a transparent canvas, for renderers that have textures but no letters. */
export interface LabelAtlas {
  readonly canvas: PlainCanvas['canvas'];
  /** Grows by one whenever the canvas has changed and has to be sent to the GPU again. */
  readonly version: number;
  readonly measure: MeasureText;
  /** Where the label's text is; written first when it is new. Undefined when it does not fit. */
  place(label: Label): AtlasPlace | undefined;
}

export const ATLAS_SIZE = 1024;
/** Room round a text, for letters that reach out of their box; px. */
export const PAD = 2;

/** The atlas starts anew when it is full: the texts of one frame are few, those of an hour are many. */
export function createLabelAtlas(): LabelAtlas {
  const { canvas, context } = createCanvas(ATLAS_SIZE, ATLAS_SIZE);
  const measure = measureBy(context);
  const places = new Map<string, AtlasPlace>();
  let [left, top, row, version] = [0, 0, 0, 0];

  return {
    canvas,
    measure,
    get version() {
      return version;
    },
    place({ text, size }) {
      const key = `${size} ${text}`;
      const known = places.get(key);
      if (known) return known;
      const width = Math.ceil(measure(text, size)) + 2 * PAD;
      const height = 2 * (Math.ceil(size * 0.75) + PAD); // even, so that the middle is a whole px
      if (left + width > ATLAS_SIZE) [left, top, row] = [0, top + row, 0];
      if (top + height > ATLAS_SIZE) {
        context.clearRect(0, 0, ATLAS_SIZE, ATLAS_SIZE);
        places.clear();
        [left, top, row] = [0, 0, 0];
      }
      if (width > ATLAS_SIZE || height > ATLAS_SIZE) return undefined;
      context.font = labelFont(size);
      context.textBaseline = 'middle';
      context.fillStyle = css(WHITE);
      context.fillText(text, left + PAD, top + height / 2);
      const place = { left, top, width, height };
      places.set(key, place);
      [left, row, version] = [left + width, Math.max(row, height), version + 1];
      return place;
    },
  };
}
