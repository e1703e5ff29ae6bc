// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import { measureBy, paint } from './paint.ts';
import type { PoseRenderer, RenderCanvas, RenderPicture } from './renderer.ts';
import { addScene } from './scene-shapes.ts';
import { Shapes } from './shapes.ts';
import { fitView, type View } from './view.ts';

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws with a 2d context: everywhere, without a GPU. @throws PoseError `unsupported` when the canvas gives none. */
export function createCanvas2DRenderer(canvas: RenderCanvas): PoseRenderer {
  // TypeScript's union of both canvas types loses the overload for '2d'.
  const context = canvas.getContext('2d') as Context2D | null;
  if (!context) throw new PoseError('unsupported', 'the canvas gives no 2d context, expected one of no other kind');
  const shapes = new Shapes();
  const measure = measureBy(context);

  return {
    backend: 'canvas2d',
    lost: false,
    draw(scene) {
      context.resetTransform();
      context.clearRect(0, 0, canvas.width, canvas.height);
      const view = fitView(scene.size, canvas, scene.fit, scene.mirror);
      if (scene.picture && !scene.orbit) drawPicture(context, scene.picture, view);
      shapes.clear();
      addScene(shapes, scene, view, canvas, measure);
      paint(context, shapes);
    },
    dispose() {
      shapes.clear();
    },
  };
}

function drawPicture(context: Context2D, picture: RenderPicture, { scale, left, top, picture: size, mirror }: View) {
  const [width, height] = [size.width * scale, size.height * scale];
  context.setTransform(mirror ? -1 : 1, 0, 0, 1, mirror ? left + width : left, top);
  context.drawImage(picture, 0, 0, width, height);
  context.resetTransform();
}
