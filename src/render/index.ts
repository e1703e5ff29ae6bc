// SPDX-License-Identifier: Apache-2.0
export { createCanvas2DRenderer } from './canvas2d.ts';
export { createRenderer, type RendererOptions } from './choose.ts';
export { type PersonColours, personColours, scoreAlpha } from './colours.ts';
export { type DrawOptions, drawPoses } from './draw-poses.ts';
export type { ElementFit, FitOptions, Point } from './element-fit.ts';
export { type FitElement, fitTo } from './fit-to.ts';
export { DEFAULT_ORBIT, type OrbitView, orbitBy } from './orbit.ts';
export type { PoseContext } from './paint.ts';
export type { PoseStyle } from './pose-shapes.ts';
export {
  BACKENDS,
  type Backend,
  type PoseRenderer,
  type RenderCanvas,
  type RendererEvents,
  type RenderPicture,
  type Scene,
} from './renderer.ts';
export { createTrails, type TrailPoint, type Trails } from './trails.ts';
export { type Fit, fitView, type Size, type View } from './view.ts';
export { createWebGL2Renderer } from './webgl2.ts';
export { createWebGPURenderer } from './webgpu.ts';
