// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import { createCanvas2DRenderer } from './canvas2d.ts';
import { BACKENDS, type Backend, type PoseRenderer, type RenderCanvas, type RendererEvents } from './renderer.ts';
import { createWebGL2Renderer, hasFastWebGL2 } from './webgl2.ts';
import { createWebGPURenderer } from './webgpu.ts';

export interface RendererOptions extends RendererEvents {
  /**
   * `auto` (default) takes WebGL 2 where hardware does it, else a 2d context. WebGPU only runs when it is asked for: it
   * draws the same few hundred triangles no faster, and its adapter takes a while to come.
   */
  readonly backend?: Backend | 'auto';
}

/**
 * A renderer for this canvas, which must not have a context yet.
 *
 * @throws PoseError `bad-option` for another backend, `unsupported` when the one asked for does not run here.
 */
export async function createRenderer(canvas: RenderCanvas, options: RendererOptions = {}): Promise<PoseRenderer> {
  const { backend = 'auto', ...events } = options;
  switch (backend) {
    case 'canvas2d':
      return createCanvas2DRenderer(canvas);
    case 'webgl2':
      return createWebGL2Renderer(canvas, events);
    case 'webgpu':
      return createWebGPURenderer(canvas, events);
    case 'auto':
      return hasFastWebGL2() ? createWebGL2Renderer(canvas, events) : createCanvas2DRenderer(canvas);
    default:
      throw new PoseError('bad-option', `backend is ${String(backend)}, expected auto, ${BACKENDS.join(', ')}`);
  }
}
