// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES, SKELETON } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { personColours } from '../../src/render/colours.ts';
import { type DrawOptions, drawPoses } from '../../src/render/draw-poses.ts';
import { fitLayout } from '../../src/render/element-fit.ts';
import type { PoseContext } from '../../src/render/paint.ts';
import { createTrails } from '../../src/render/trails.ts';

interface Stroke {
  from: [number, number];
  to: [number, number];
  colour: string;
  alpha: number;
  width: number;
}

interface Dot {
  at: [number, number];
  fill: string;
  ring: string;
  alpha: number;
}

/** A 2d context that writes down what is drawn; pixels are looked at in the browser tests. */
function recorder() {
  const strokes: Stroke[] = [];
  const dots: Dot[] = [];
  const texts: string[] = [];
  const labels: { x: number; y: number; width: number; height: number }[] = [];
  let path: [number, number][] = [];
  let dot: Dot | undefined;
  let depth = 0;
  const context: PoseContext = {
    canvas: { width: 400, height: 300 },
    fillStyle: '',
    strokeStyle: '',
    font: '',
    globalAlpha: 0.7,
    lineCap: 'butt',
    lineWidth: 1,
    textBaseline: 'alphabetic',
    save: () => {
      depth++;
    },
    restore: () => {
      depth--;
      context.globalAlpha = 0.7;
    },
    beginPath: () => {
      path = [];
      dot = undefined;
    },
    moveTo: (x, y) => void path.push([x, y]),
    lineTo: (x, y) => void path.push([x, y]),
    arc: (x, y) => {
      dot = { at: [x, y], fill: '', ring: '', alpha: context.globalAlpha };
      dots.push(dot);
    },
    fill: () => {
      if (dot) Object.assign(dot, { fill: String(context.fillStyle), alpha: context.globalAlpha });
    },
    stroke: () => {
      if (dot) dot.ring = String(context.strokeStyle);
      for (const [k, to] of path.slice(1).entries()) {
        const { globalAlpha: alpha, lineWidth: width, strokeStyle } = context;
        const from = path[k]!;
        // Rectangles are drawn as thick lines with flat ends.
        if (context.lineCap === 'butt') {
          labels.push({ x: from[0], y: from[1] - width / 2, width: to[0] - from[0], height: width });
        } else strokes.push({ from, to, colour: String(strokeStyle), alpha, width });
      }
    },
    fillText: (text) => void texts.push(text),
    measureText: (text) => ({ width: text.length * 7 }) as TextMetrics,
  };
  return { context, strokes, dots, texts, labels, depth: () => depth };
}

/** Keypoint k at (10 k, 5 k + 1). */
function pose(score: (joint: number) => number = () => 0.9, id?: number): Pose {
  const keypoints = KEYPOINT_NAMES.map((name, k) => {
    return { name, x: 10 * k, y: 5 * k + 1, score: score(k), spread: 1, dissent: 0 };
  });
  return { keypoints, score: 0.87, box: boxOf(0, 0, 170, 90), ...(id === undefined ? {} : { id }) };
}

describe('drawPoses', () => {
  test('draws every limb twice, dark below coloured, and every joint, at the scaled places', () => {
    const { context, strokes, dots } = recorder();
    drawPoses(context, [pose()], { scale: 2, labels: false });
    expect(strokes).toHaveLength(2 * SKELETON.length);
    const [from, to] = SKELETON[0]!;
    const expected = { from: [20 * from, 10 * from + 2], to: [20 * to, 10 * to + 2] };
    expect(strokes[0]).toMatchObject({ ...expected, colour: 'rgb(0 0 0)' });
    expect(strokes[0]!.alpha).toBeCloseTo(0.55);
    expect(strokes[SKELETON.length]).toMatchObject({ ...expected, alpha: 1 });
    expect(strokes[0]!.width).toBeGreaterThan(strokes[SKELETON.length]!.width);
    expect(strokes.at(-1)!.width).toBeGreaterThan(strokes[SKELETON.length]!.width);
    expect(dots.map(({ at }) => at)).toEqual(KEYPOINT_NAMES.map((_, k) => [20 * k, 10 * k + 2]));
  });

  test("tells the person's left from their right by colour and by the kind of joint", () => {
    const { context, strokes, dots } = recorder();
    drawPoses(context, [pose()], { labels: false });
    const { left, right, middle } = personColours(0);
    const coloured = strokes.slice(SKELETON.length);
    const colourOf = (a: number, b: number) => coloured[SKELETON.findIndex(([x, y]) => x === a && y === b)]!.colour;
    expect(colourOf(7, 9)).toBe(left);
    expect(colourOf(8, 10)).toBe(right);
    expect(colourOf(5, 6)).toBe(middle);
    expect(dots[9]!.fill).toBe(left);
    expect(dots[10]!.ring).toBe(right);
    expect(dots[10]!.fill).not.toBe(right);
  });

  test('fades low scores, and leaves out what scores less than minScore or is no number', () => {
    const { context, strokes, dots } = recorder();
    const scores = new Map([
      [9, 0.3],
      [10, 0.05],
      [16, Number.NaN],
    ]);
    drawPoses(context, [pose((k) => scores.get(k) ?? 0.9)], { labels: false });
    expect(dots).toHaveLength(15);
    expect(strokes).toHaveLength(2 * (SKELETON.length - 2));
    const wrist = dots.find(({ at }) => at[0] === 90)!;
    expect(wrist.alpha).toBeGreaterThan(0.1);
    expect(wrist.alpha).toBeLessThan(0.9);
    const forearm = strokes.findLast(({ from, to }) => from[0] === 70 && to[0] === 90)!;
    const upperArm = strokes.findLast(({ from, to }) => from[0] === 50 && to[0] === 70)!;
    expect(forearm.alpha).toBe(wrist.alpha);
    expect(forearm.width).toBeLessThan(upperArm.width);
  });

  test('gives every person a colour of their own, and a track keeps its colour', () => {
    const { context, dots } = recorder();
    drawPoses(context, [pose(), pose(), pose(undefined, 0)], { labels: false });
    const [first, second, third] = [dots[9]!.fill, dots[17 + 9]!.fill, dots[34 + 9]!.fill];
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });

  test('writes the score of a person unless told not to, and boxes only when told to', () => {
    const { context, strokes, texts } = recorder();
    drawPoses(context, [pose()]);
    expect(texts).toEqual(['87 %']);
    const bare = strokes.length;
    drawPoses(context, [pose()], { boxes: true, labels: false });
    expect(texts).toHaveLength(1);
    expect(strokes.length).toBe(2 * bare + 4);
  });

  test('keeps the score inside the canvas, whatever the box', () => {
    const { context, labels } = recorder();
    for (const box of [boxOf(-50, -50, 20, 20), boxOf(390, 295, 500, 400)]) drawPoses(context, [{ ...pose(), box }]);
    for (const { x, y, width, height } of labels) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(400);
      expect(y + height).toBeLessThanOrEqual(300);
    }
    expect(labels).toHaveLength(4);
  });

  test('uses the line width it is given, otherwise one that follows the size of the person', () => {
    const widths = (options: DrawOptions) => {
      const { context, strokes } = recorder();
      drawPoses(context, [pose()], options);
      return strokes.at(-1)!.width;
    };
    expect(widths({ lineWidth: 3 })).toBe(3);
    expect(widths({ scale: 0.1 })).toBe(2);
    expect(widths({ scale: 3 })).toBeGreaterThan(2);
    expect(widths({ scale: 100 })).toBe(8);
    expect(widths({ scale: 0.1, pixelRatio: 2 })).toBe(4);
    expect(widths({ scale: 100, pixelRatio: 2 })).toBe(16);
  });

  test('leaves the context as it was, also for nobody', () => {
    const { context, depth, strokes } = recorder();
    drawPoses(context, []);
    expect(strokes).toEqual([]);
    drawPoses(context, [pose()]);
    expect(depth()).toBe(0);
    expect(context.globalAlpha).toBe(0.7);
  });

  test('draws over an element by what fitTo says of it: joints, boxes, labels and trails', () => {
    const { context, dots, strokes, labels } = recorder();
    const size = { width: 200, height: 150 };
    const middle = { share: 0.5, px: 0 };
    const fit = fitLayout(
      {
        picture: { width: 200, height: 100 },
        element: size,
        content: { left: 0, top: 0, ...size },
        objectFit: 'fill',
        position: [middle, middle],
        pixelRatio: 2,
      },
      { mirror: true },
    );
    expect(fit).toMatchObject(context.canvas);
    // Two px across and three down for every px of the picture, from the right edge.
    drawPoses(context, [pose()], fit);
    expect(dots.map(({ at }) => at)).toEqual(KEYPOINT_NAMES.map((_, k) => [400 - 20 * k, 3 * (5 * k + 1)]));
    expect(strokes.at(-1)!.width).toBeCloseTo(0.014 * Math.sqrt(340 * 270)); // by their size on the canvas
    expect(labels[0]).toMatchObject({ x: 60, y: 0 });

    const bare = { ...fit, labels: false, skeletons: false };
    strokes.length = labels.length = 0;
    drawPoses(context, [pose()], { ...bare, boxes: true });
    expect(labels).toEqual([]);
    expect(strokes.map(({ from }) => from)).toEqual([
      [60, 0],
      [400, 0],
      [400, 270],
      [60, 270],
    ]);

    const trails = createTrails();
    const still = pose(undefined, 0);
    const moved = { ...still, keypoints: still.keypoints.map((keypoint) => ({ ...keypoint, x: keypoint.x + 10 })) };
    trails.add([still], 0);
    trails.add([moved], 33);
    strokes.length = labels.length = 0;
    drawPoses(context, [moved], { ...bare, trails });
    // The recorder takes lines with flat ends for labels.
    expect(labels.map(({ x, width }) => [x, width])).toEqual([9, 10, 15, 16].map((k) => [400 - 20 * k, -20]));
  });
});
